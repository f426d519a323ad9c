import type { DeviceRows, FeatureRows } from '../base/rows.js';
import { squaredDistance } from '../math/distances.js';
import type { PcaReducer } from '../math/pca.js';
import type { Kernel } from './kernel.js';
import type { Bandwidth } from './options.js';
import type { Splits } from './splits.js';
import type { RowSums } from './statistic.js';

/** Where a detector computes: on the app's tfjs backend, or in plain TypeScript. */
export type ComputePlace = 'backend' | 'typescript';

/** See `MonitorOptions.compute`. */
export type ComputeChoice = ComputePlace | 'auto';

/**
 * What an engine is given for a bandwidth: a number, the pooled median anew for each test, or the
 * grid of MMD-FUSE.
 */
export type EngineBandwidth = number | 'pooled-median' | readonly number[];

/** Multiples of the reference's median distance that MMD-FUSE combines. */
const FUSE_GRID = [0.5, 1, 2];

/** @param median The reference's median distance; asked for only where it is needed. */
export async function engineBandwidth(
  bandwidth: Bandwidth,
  median: () => number | Promise<number>,
): Promise<EngineBandwidth> {
  if (bandwidth === 'median') return median();
  if (bandwidth !== 'fuse') return bandwidth;
  const middle = await median();
  return FUSE_GRID.map((factor) => factor * middle);
}

/** What an engine is made of; sizes are fixed for its life. */
export interface EngineConfig<Bandwidth = number> {
  /** The first n rows of the pool. */
  readonly reference: FeatureRows;
  readonly windowSize: number;
  readonly kernel: Kernel;
  /** In units of the features, above 0. */
  readonly bandwidth: Bandwidth;
  readonly splits: Splits;
}

/** One complete permutation test. */
export interface EngineReading {
  /** Unbiased MMD² of each split, the observed one first. */
  readonly statistics: Float32Array | Float64Array;
  /** Row sums of the pool's kernel matrix. */
  readonly sums: RowSums;
  /** The bandwidth used. */
  readonly bandwidth: number;
  /** What was taken off all of the kernel matrix but its diagonal. */
  readonly shift: number;
  /** What decides in place of {@link statistics}, where several bandwidths are combined. */
  readonly fused?: Float64Array;
}

/** Rows in main memory, or on the backend where they are already. */
export type EngineRows = FeatureRows | DeviceRows;

/**
 * Holds the pool (reference, then the window's slots), its kernel matrix and the statistic of every
 * split, and keeps all three up to date as slots are replaced.
 *
 * `TypedArrayEngine` computes in main memory and `TensorEngine` the same on the app's tfjs backend;
 * `PooledMedianEngine` and `FuseEngine` are for bandwidths that are more than a number.
 */
export interface MmdEngine {
  /**
   * Puts rows into the window's slots from `slot` on, going on at slot 0 after the last. A few rows
   * stream into matrix and statistics; many leave them to be recomputed by the next {@link read}.
   *
   * @param rows At most `windowSize` rows; they stay the caller's.
   */
  write(rows: EngineRows, slot: number): void;

  /**
   * The test of the pool as it is. All window slots must have been written once.
   *
   * @param alongside Rows on the backend to be read in the same readback.
   */
  read(alongside?: DeviceRows): Promise<EngineReading & { readonly alongside?: Float32Array }>;

  /** Makes the next {@link read} recompute matrix and statistics from the pool. */
  invalidate(): void;

  dispose(): void;
}

/** The test on a device. */
export interface DeviceCompute {
  /**
   * Where to compute.
   *
   * @param onError Told why a device was given up.
   * @throws InvalidOptionError for `'backend'` where the test does not fit its device.
   */
  choose(
    choice: ComputeChoice,
    size: PoolSize,
    onError: (error: Error) => void,
  ): Promise<ComputePlace>;

  createEngine(config: EngineConfig): MmdEngine;

  /** What `projectRows` does, in float32, for rows that are on the device already. */
  createProjection(reducer: PcaReducer): DeviceProjection;
}

/** Rows of a test, and their width. */
export interface PoolSize {
  readonly referenceSize: number;
  readonly windowSize: number;
  readonly width: number;
}

/** A projection whose axes lie on the device. */
export interface DeviceProjection {
  /** @returns Shape [rows, k]; the caller's, as the rows are. */
  project(rows: DeviceRows): DeviceRows;
  dispose(): void;
}

/**
 * Rows that one batch may hold to be streamed slot by slot; of more, a recomputation of the
 * statistics is cheaper. Streaming costs g additions a split and row, recomputing g² / 2 a split.
 */
export function streamLimit(windowSize: number): number {
  return Math.max(1, windowSize >> 3);
}

const PAIRS_PER_ROW = 4;

/**
 * A value near the mean of the kernel over pairs of different rows. MMD² does not change when a
 * constant is taken off all values between different rows, and rounding falls with their size
 * (1.8e-6 to 8e-8 in float32), so any value near the mean will do.
 */
export function typicalKernelValue(
  rows: FeatureRows,
  kernelOfSquared: (squaredDistance: number) => number,
): number {
  const { count } = rows;
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < count; i++) {
    for (let step = 1; step <= Math.min(PAIRS_PER_ROW, count - 1); step++) {
      sum += kernelOfSquared(squaredDistance(rows, i, rows, (i + step) % count));
      pairs++;
    }
  }
  return sum / pairs;
}
