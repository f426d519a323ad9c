/** Feature rows of the tensors that a model answers with. */
import { InvalidFeaturesError } from '../../base/errors.js';
import type { DeviceRows } from '../../base/rows.js';
import { rowsInMemory } from '../../base/rowsInMemory.js';
import type { Channels } from './tappableOutputs.js';

/** What kind of tensor values are of. */
export interface TensorKind {
  readonly dims: readonly number[];
  /** e.g. `'float32'`. */
  readonly type: string;
}

type Values = ArrayLike<number | bigint>;

/** Which places count: tokens, and not the padding. */
export interface Mask {
  /** Inputs of the run. */
  readonly count: number;
  /** Weight of each place of each input, shape [count, places]. */
  readonly weights: Float32Array;
}

/** Rows of values in main memory, or on their way there, averaged over places. */
export function featureRows(
  values: Values | Promise<Values>,
  { type, dims }: TensorKind,
  channels?: Channels,
  mask?: Mask,
): DeviceRows {
  const layout = layoutOf(dims, channels, mask);
  const rows = (given: Values): Float32Array =>
    averaged(numbers(given, type), layout, mask?.weights);
  return rowsInMemory(made(values, rows), [layout.count, layout.width]);
}

/** Logits, or the logarithms of what is a softmax already. */
export function logitRows(
  values: Values | Promise<Values>,
  { type, dims }: TensorKind,
): DeviceRows {
  const [count = 1, classes = 0, ...others] = dims;
  if (classes < 2 || others.length > 0) {
    throw new InvalidFeaturesError(
      `logits: a tensor of shape [${dims}] came; [batch, classes] was expected.`,
    );
  }
  const rows = (given: Values): Float32Array => {
    const row = numbers(given, type);
    return areProbabilities(row, classes) ? row.map(Math.log) : row;
  };
  return rowsInMemory(made(values, rows), [count, classes]);
}

/** Types whose values are numbers that a row can hold. */
const NUMBERS = /^(float(16|32|64)|u?int(8|16|32|64))$/;

/** @throws {@link InvalidFeaturesError} for text, truth values and the like. */
export function requireNumberType({ type }: TensorKind, what: string): void {
  if (NUMBERS.test(type)) return;
  throw new InvalidFeaturesError(
    `${what}: a tensor of type ${type} came; one of numbers was expected, as float32.`,
  );
}

/** How rows lie in a tensor: [count, width, places], or [count, places, width] with the channels last. */
export interface Layout {
  readonly count: number;
  readonly width: number;
  readonly places: number;
  readonly channels: Channels;
}

/**
 * The layout of features of shape [count, width], or with axes of places or time besides, over which they are
 * averaged.
 *
 * @param channels @defaultValue `'first'` of four axes and more, as of images; `'last'` of three, as of tokens
 * @throws {@link InvalidFeaturesError} for no rows, and a mask of other places.
 */
export function layoutOf(dims: readonly number[], channels?: Channels, mask?: Mask): Layout {
  const [count = 1, ...axes] = dims.length < 2 ? [1, ...dims] : dims;
  const wide = axes.filter((size) => size !== 1);
  const size = axes.reduce((product, axis) => product * axis, 1);
  if (count === 0 || size === 0) {
    throw new InvalidFeaturesError(`features: a tensor of shape [${dims}] came, which holds none.`);
  }
  if (mask) return maskedLayout(dims, channels, mask);
  if (wide.length <= 1) return { count, width: size, places: 1, channels: 'last' };
  const where = channels ?? (axes.length > 2 ? 'first' : 'last');
  const width = where === 'first' ? axes[0]! : axes.at(-1)!;
  return { count, width, places: size / width, channels: where };
}

function maskedLayout(dims: readonly number[], channels: Channels = 'last', mask: Mask): Layout {
  const [count = 0, ...axes] = dims;
  const [places = 0, width = 0] = channels === 'last' ? axes : axes.toReversed();
  if (axes.length === 2 && count === mask.count && count * places === mask.weights.length) {
    return { count, width, places, channels };
  }
  const shape = [mask.count, mask.weights.length / mask.count];
  throw new InvalidFeaturesError(
    `mask: features of shape [${dims}] came with a mask of shape [${shape}]; [${shape}, width] was expected. ` +
      'Leave `mask` out for features that are pooled already.',
  );
}

/** @param weights Of each place of each row; all the same where there are none. */
function averaged(
  values: Float32Array,
  { count, width, places, channels }: Layout,
  weights: Float32Array = new Float32Array(count * places).fill(1),
): Float32Array {
  if (places === 1) return values;
  const rows = new Float32Array(count * width);
  const [ofPlace, ofChannel] = channels === 'first' ? [1, places] : [width, 1];
  for (let row = 0; row < count; row++) {
    const ofRow = weights.subarray(row * places, (row + 1) * places);
    const total = ofRow.reduce((sum, weight) => sum + weight, 0);
    for (let channel = 0; channel < width; channel++) {
      let sum = 0;
      const first = row * width * places + channel * ofChannel;
      for (let place = 0; place < places; place++) {
        // What is left out may be anything, NaN as well.
        if (ofRow[place]! > 0) sum += ofRow[place]! * values[first + place * ofPlace]!;
      }
      rows[row * width + channel] = sum / total;
    }
  }
  return rows;
}

/** Whether each row is of numbers from 0 to 1 that add up to 1. */
function areProbabilities(values: Float32Array, classes: number): boolean {
  if (values.some((value) => !(value >= 0 && value <= 1))) return false;
  for (let at = 0; at < values.length; at += classes) {
    const sum = values.subarray(at, at + classes).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 1e-3) return false;
  }
  return true;
}

function made<Given, Made>(
  given: Given | Promise<Given>,
  make: (given: Given) => Made,
): Made | Promise<Made> {
  return given instanceof Promise ? given.then(make) : make(given);
}

/** A copy, whatever they come as. */
function numbers(values: Values, type: string): Float32Array {
  return type === 'float16' && values instanceof Uint16Array
    ? Float32Array.from(values, float16)
    : Float32Array.from(values as ArrayLike<number>, Number);
}

/** From the bits of IEEE 754's half precision. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
