import type { Patience } from '../base/patience.js';
import type { DeviceRows, FeatureRow, FeatureRows } from '../base/rows.js';
import { distancesOfPairs } from '../math/distances.js';
import type { PcaReducer } from '../math/pca.js';
import { type Kernel, measureOf } from './kernel.js';
import { kernelFunction } from './kernelFunction.js';
import type { Splits } from './splits.js';
import type { KernelSums } from './statistic.js';

/**
 * Where a test is computed: `'webgpu'`, by shaders of our own on a `GPUDevice`; `'wasm'`, in main memory
 * by WebAssembly SIMD; `'typescript'`, in main memory.
 */
export type ComputePlace = 'webgpu' | 'wasm' | 'typescript';

/** See `MonitorOptions.compute`. */
export type ComputeChoice = ComputePlace | 'auto' | 'backend';

/** What an engine is made of; sizes are fixed for its life. */
export interface EngineConfig<Bandwidth = number> {
  /** The first n rows of the pool. */
  readonly reference: FeatureRows;
  readonly windowSize: number;
  readonly kernel: Kernel;
  /** In units of the features, above 0. */
  readonly bandwidth: Bandwidth;
  readonly splits: Splits;
  /** What rows on a device go through before they are rows of the pool; others have been through it. */
  readonly projection?: PcaReducer | undefined;
  /** How long a device may take to answer. */
  readonly patience?: Patience | undefined;
}

/** One complete permutation test. */
export interface EngineReading {
  /** Unbiased MMD² of each split, the observed one first. */
  readonly statistics: Float32Array | Float64Array;
  /** Sums over the pool's kernel matrix, less {@link shift}. */
  readonly sums: KernelSums;
  /** Leave-one-out witness of each window slot, shape [m]: see `StreamedSums.witness`. */
  readonly witness: Float64Array;
  /** The bandwidth used. */
  readonly bandwidth: number;
  /** What was taken off all of the kernel matrix but its diagonal. */
  readonly shift: number;
  /** What decides in place of {@link statistics}, where several bandwidths are combined. */
  readonly fused?: Float64Array;
  /** The row last written from a device, as it came, where it was asked for. */
  readonly lastRow?: Float32Array;
}

/** What a reading is to bring, and be checked against. */
export interface ReadRequest {
  /** Whether the row last written from a device is to be read back as well. */
  readonly withLastRow?: boolean;
  /**
   * The row that should lie in a slot, as it was before a projection: an engine on a device compares
   * what it computed there. Not asked for the row that comes back as the last.
   */
  readonly rowAt?: (slot: number) => FeatureRow;
}

/** Rows in main memory, or on a device where a model computed them. */
export type EngineRows = FeatureRows | DeviceRows;

/**
 * Holds the pool (reference, then the window's slots), its kernel matrix and the statistic of every
 * split, and keeps all three up to date as slots are replaced.
 *
 * One call at a time: nothing may be written while a reading is under way.
 *
 * `CpuEngine` computes in main memory and `GpuEngine` the same on a `GPUDevice`; `PooledMedianEngine`
 * and `FuseEngine` are for bandwidths that are more than a number.
 */
export interface MmdEngine {
  /**
   * Puts rows into the window's slots from `slot` on, going on at slot 0 after the last. A few rows
   * stream into matrix and statistics; many leave them to be recomputed by the next {@link read}.
   *
   * @param rows At most `windowSize` rows; they stay the caller's.
   * @returns False, and nothing was changed, where the rows lie on a device that this engine does not
   *   compute on: give them from main memory then.
   */
  write(rows: EngineRows, slot: number): boolean;

  /**
   * The test of the pool as it is. All window slots must have been written once.
   *
   * @throws BackendMismatchError where a device did not compute what it was told to.
   */
  read(request?: ReadRequest): Promise<EngineReading>;

  /** Makes the next {@link read} recompute matrix and statistics from the pool. */
  invalidate(): void;

  dispose(): void;
}

/** Rows of a test, and their width. */
export interface PoolSize {
  readonly referenceSize: number;
  readonly windowSize: number;
  readonly width: number;
}

/**
 * Rows that one batch may hold to be streamed slot by slot; of more, a recomputation of the
 * statistics is cheaper. Streaming costs g additions a split and row, recomputing g² / 2 a split.
 */
export function streamLimit(windowSize: number): number {
  return Math.max(1, windowSize >> 3);
}

/** Pairs that a typical value is the mean of. */
const PAIRS = 512;

/**
 * A value near the mean of the kernel over pairs of different rows. MMD² does not change when a
 * constant is taken off all values between different rows, and rounding falls with their size
 * (1.8e-6 to 8e-8 in float32), so any value near the mean will do.
 */
export function typicalKernelValue(rows: FeatureRows, kernel: Kernel, bandwidth: number): number {
  const kernelOf = kernelFunction(kernel, bandwidth);
  const distances = distancesOfPairs(measureOf(kernel), rows, PAIRS);
  let sum = 0;
  for (const distance of distances) sum += kernelOf(distance);
  return sum / PAIRS;
}
