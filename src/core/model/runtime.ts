import type { InvalidFeaturesError } from '../base/errors.js';
import type { DeviceRows } from '../base/rows.js';
import type { DeviceCompute } from '../mmd/engine.js';
import type { TapOptions, TappableModel } from './tap.js';

/**
 * What monitors need of the library that runs the app's model. The package's entries hand it to them,
 * so that nothing here or in the monitor depends on that library.
 */
export interface Runtime {
  /**
   * Finds out what kind of model this is.
   *
   * @throws InvalidOptionError if it is none that can be watched, or has no such layer.
   */
  tappable<Model extends object>(model: Model, options: TapOptions): TappableModel<Model>;

  /**
   * Takes in rows that lie on a device: a tensor is shared, and a GPU buffer copied at once. Undefined
   * for rows in main memory.
   *
   * @param what How messages call these rows, e.g. `'live'`.
   * @throws InvalidFeaturesError for a tensor or buffer that does not hold such rows.
   */
  takeRows(rows: unknown, what: string): TakenRows | undefined;

  /** Some of the rows, in this order; both stay their owners'. */
  pickRows(rows: DeviceRows, at: readonly number[]): DeviceRows;

  /** The column of each row's largest value. */
  largestColumns(rows: DeviceRows): Promise<number[]>;

  backendInfo(): BackendInfo;

  /** What computes the test on the device; it comes with the first sample. */
  loadCompute(): Promise<DeviceCompute>;
}

/** Rows that were taken in where they lie. */
export interface TakenRows {
  /** Shape [count, width]; the taker's. */
  readonly onBackend: DeviceRows;
  /** Known later: why they never came, where they did not. */
  readonly refusal?: Promise<InvalidFeaturesError | undefined>;
}

/** Which tfjs backend computes, and on what. */
export interface BackendInfo {
  /** tfjs's name: `'webgpu'`, `'webgl'`, `'wasm'`, `'cpu'`, or `'typescript'` for our own code. */
  readonly backend: string;
  /** Vendor and architecture of the GPU adapter as the browser tells them, or `'cpu'`. */
  readonly adapter: string;
  /** True where a "GPU" backend is really emulated on the CPU (SwiftShader, llvmpipe, WARP). */
  readonly software: boolean;
}
