import { came } from './checks.js';
import { InvalidFeaturesError } from './errors.js';
import { seededRandom } from './random.js';

/** Feature rows in one flat row-major array: `values.length === count * width`. */
export interface FeatureRows {
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  readonly width: number;
}

/** The values of one feature row, shape [width]. */
export type FeatureRow = Float32Array | Float64Array;

/** What values are kept in. */
export type Precision = 'float32' | 'float64';

export function precisionOf(values: FeatureRows['values']): Precision {
  return values instanceof Float32Array ? 'float32' : 'float64';
}

/**
 * Feature rows in a buffer on the GPU, float32 and row-major, from its start: of onnxruntime-web,
 * LiteRT.js or one's own WebGPU code, on the monitor's `device`, which by default is tfjs's.
 */
export interface GpuRows {
  /** With usage COPY_SRC, not mapped, its writes submitted. It stays the caller's. */
  readonly buffer: GPUBuffer;
  /** Number of rows, from 1. */
  readonly count: number;
  /** Values per row. */
  readonly width: number;
}

/** Rows where a model computed them: a tensor's, or those in a buffer on a GPU. */
export interface DeviceRows {
  readonly shape: readonly [count: number, width: number];
  /** Where they lie; undefined in main memory, or on what is no GPU. */
  readonly device: GPUDevice | undefined;
  /**
   * What keeps them: the GPUDevice, or the backend of the library that computed them. Another one than
   * before tells that the app has changed it. Undefined where nothing keeps them any more.
   */
  readonly holder: object | undefined;
  /** Known later: why these are no rows, where a device refused to copy them. */
  readonly refusal?: Promise<GPUError | undefined> | undefined;
  /**
   * A copy in main memory.
   *
   * @throws InvalidFeaturesError for rows that were refused.
   * @throws DeviceLostError where the device is lost before they are read, or meanwhile.
   * @throws InvalidFeaturesError where nothing keeps them any more.
   */
  data(): Promise<Float32Array>;
  /**
   * Some of the rows, in this order; both stay their owners'.
   *
   * @throws InvalidFeaturesError where nothing keeps them any more, or the app has left their backend.
   */
  pick(at: readonly number[]): DeviceRows;
  /** Lends the rows as a buffer of {@link device}; undefined where there is none after all. */
  lend(): LentBuffer | undefined;
  dispose(): void;
}

/** Rows in a buffer, float32 and row-major from its start, for commands that are submitted soon. */
export interface LentBuffer {
  /** With usage COPY_SRC. */
  readonly buffer: GPUBuffer;
  /** To be called once all commands that read the buffer are submitted. */
  release(): void;
}

/** What is needed of a tfjs `Tensor`, of any copy or version of tfjs. */
export interface TensorLike {
  readonly dataId: object;
  readonly shape: number[];
  readonly rank: number;
  readonly size: number;
  data(): Promise<ArrayLike<number>>;
}

export function isTensor(value: unknown): value is TensorLike {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}

/**
 * Feature rows as users hold them: an array of rows, one row alone, one flat row-major array with
 * its width, or a tensor of shape [count, width] ([width] counts as one row). A tensor stays the
 * caller's.
 */
export type FeatureRowsLike =
  | readonly ArrayLike<number>[]
  | ArrayLike<number>
  | { readonly values: Float32Array | Float64Array; readonly width: number }
  | TensorLike;

/** @throws {@link InvalidFeaturesError} naming the first row that holds a NaN or an infinity. */
export function assertFinite(rows: FeatureRows, what: string): void {
  const bad = firstBadValue(rows);
  if (!bad) return;
  throw new InvalidFeaturesError(
    `${what}: ${bad}; every feature must be a finite number. Check what the model was given.`,
  );
}

/** Where the first NaN or infinity is, in words; undefined where there is none. */
export function firstBadValue({ values, width }: FeatureRows): string | undefined {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return undefined;
  return `row ${Math.floor(bad / width)} holds ${values[bad]} at position ${bad % width}`;
}

/** @throws {@link InvalidFeaturesError} for a tensor that is disposed of, or not of real numbers. */
export function requireRealTensor(tensor: TensorLike, what: string): void {
  const { dtype, isDisposed } = tensor as { dtype?: string; isDisposed?: boolean };
  if (!isDisposed && dtype !== 'complex64' && dtype !== 'string') return;
  throw new InvalidFeaturesError(
    `${what}: a tensor ${isDisposed ? 'that is disposed of' : `of dtype ${dtype}`} came; a live one ` +
      'of dtype float32, int32 or bool was expected.',
  );
}

/**
 * A copy of rows held in arrays, not yet checked for finite values: in float32 where they are, else in
 * float64.
 *
 * @throws {@link InvalidFeaturesError} for rows of different widths, none, or a value that is no number.
 */
export function copyRows(rows: Exclude<FeatureRowsLike, TensorLike>, what: string): FeatureRows {
  if (typeof rows !== 'object' || rows === null) {
    throw new InvalidFeaturesError(
      `${what}: rows of numbers were expected, ${rows === null ? 'null' : typeof rows} came.`,
    );
  }
  if ('values' in rows && typeof rows.values !== 'function') {
    const { values, width } = rows as { values: ArrayLike<unknown>; width: number };
    return fromFlat(values, width, what);
  }
  const first = (rows as ArrayLike<unknown>)[0];
  const isOneRow = typeof first !== 'object' || first === null;
  return fromRowArrays((isOneRow ? [rows] : rows) as ArrayLike<unknown>, what);
}

function fromFlat(given: ArrayLike<unknown>, width: number, what: string): FeatureRows {
  const count = given?.length / width;
  if (!Number.isInteger(width) || width < 1 || !Number.isInteger(count) || count < 1) {
    throw new InvalidFeaturesError(
      `${what}: ${given?.length} values do not make rows of width ${width}; ` +
        'a positive whole number of rows was expected.',
    );
  }
  const values = requireNumbers(given, what, 0, width);
  return {
    values: values instanceof Float32Array ? values.slice() : Float64Array.from(values),
    count,
    width,
  };
}

function fromRowArrays(rows: ArrayLike<unknown>, what: string): FeatureRows {
  const checked: ArrayLike<number>[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = requireArray(rows[index], what, index);
    const width = checked[0]?.length ?? row.length;
    if (row.length !== width) {
      throw new InvalidFeaturesError(
        `${what}: row ${index} has ${row.length} values, row 0 has ${width}; ` +
          'all rows must have the same width.',
      );
    }
    checked.push(requireNumbers(row, what, index));
  }
  const width = checked[0]?.length ?? 0;
  if (width === 0) {
    throw new InvalidFeaturesError(`${what}: no rows, or rows without values, came.`);
  }
  const isFloat32 = checked.every((row) => row instanceof Float32Array);
  const values = zeros(checked.length * width, isFloat32 ? 'float32' : 'float64');
  checked.forEach((row, index) => {
    values.set(row, index * width);
  });
  return { values, count: checked.length, width };
}

/** @throws {@link InvalidFeaturesError} for what is no array of any kind. */
export function requireArray(row: unknown, what: string, index: number): ArrayLike<unknown> {
  const { length } = (row ?? {}) as ArrayLike<unknown>;
  if (typeof row === 'object' && Number.isSafeInteger(length)) return row as ArrayLike<unknown>;
  throw new InvalidFeaturesError(
    `${what}: row ${index} is ${came(row)}; an array of numbers was expected.`,
  );
}

/**
 * @param width Of the rows, where these are the values of several. @defaultValue one row
 * @throws {@link InvalidFeaturesError} for a value that is no number: a typed array, filled with it,
 *   would take null, `''`, false and `[]` for 0.
 */
export function requireNumbers(
  values: ArrayLike<unknown>,
  what: string,
  row: number,
  width: number = Number.POSITIVE_INFINITY,
): ArrayLike<number> {
  // All of a typed array are of one type.
  const looked = ArrayBuffer.isView(values) ? Math.min(1, values.length) : values.length;
  for (let at = 0; at < looked; at++) {
    if (typeof values[at] === 'number') continue;
    throw new InvalidFeaturesError(
      `${what}: row ${row + Math.floor(at / width)} holds ${came(values[at])} at position ` +
        `${at % width}; every feature must be a finite number (JSON makes null of a NaN).`,
    );
  }
  return values as ArrayLike<number>;
}

export function zeros(length: number, precision: Precision): FeatureRows['values'] {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length);
}

/** The rows of these indices, in their order and precision. */
export function pickRows({ values, width }: FeatureRows, indices: Int32Array): FeatureRows {
  const picked = zeros(indices.length * width, precisionOf(values));
  indices.forEach((row, at) => {
    picked.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  return { values: picked, count: indices.length, width };
}

/**
 * The numbers of a random subset of rows, each as likely as any other, in their order: reservoir sampling
 * (Vitter, "Random Sampling with a Reservoir", ACM Transactions on Mathematical Software 11, 1985,
 * algorithm R). They depend on nothing else.
 *
 * @param count More than `limit`.
 */
export function sampledRows(count: number, limit: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const kept = Int32Array.from({ length: limit }, (_, index) => index);
  for (let index = limit; index < count; index++) {
    const slot = Math.floor(random() * (index + 1));
    if (slot < limit) kept[slot] = index;
  }
  return kept.sort();
}
