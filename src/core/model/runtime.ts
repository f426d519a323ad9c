import type { DeviceRows } from '../base/rows.js';
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
   * Takes in the rows of a tensor, which stays the caller's. Undefined for what is no tensor.
   *
   * @param what How messages call these rows, e.g. `'live'`.
   * @throws InvalidFeaturesError for a tensor that does not hold such rows.
   */
  takeRows(rows: unknown, what: string): DeviceRows | undefined;

  /** The device that the library computes on; undefined where it computes on none, or has not started. */
  device(): GPUDevice | undefined;

  /** What the library computes on now. */
  backendInfo(): BackendInfo;

  /** Resolves when the library's backend has started, or cannot start; at once where it has none. */
  ready(): Promise<void>;
}

/** Which backend the app's model runs on, and on what. */
export interface BackendInfo {
  /** tfjs's name: `'webgpu'`, `'webgl'`, `'wasm'`, `'cpu'`; `'none'` where none has started. */
  readonly backend: string;
  /** Vendor and architecture of the GPU adapter as the browser tells them, or `'cpu'`. */
  readonly adapter: string;
  /** True where a "GPU" is really emulated on the CPU (SwiftShader, llvmpipe, WARP). */
  readonly software: boolean;
}
