import { Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { BackendMismatchError, InvalidFeaturesError } from '../errors.js';
import type { FeatureRows } from '../rows/featureRows.js';
import type { Kernel } from '../statistics/kernel.js';
import { permutationPValue, tieTolerance } from '../statistics/pValue.js';
import { drawSplits } from '../statistics/splits.js';
import type { EngineRows, MmdEngine } from './engine.js';
import { PooledMedianEngine } from './pooledMedianEngine.js';
import { TensorEngine } from './tensorEngine.js';
import { TypedArrayEngine } from './typedArrayEngine.js';

/** Where a detector computes: on the app's tfjs backend, or in plain TypeScript. */
export type ComputePlace = 'backend' | 'typescript';

/** What a detector is made of; sizes are fixed for its life. */
export interface MmdDetectorConfig {
  readonly reference: FeatureRows;
  readonly windowSize: number;
  readonly kernel: Kernel;
  /** In units of the features, above 0; or the pooled median, anew for each test. */
  readonly bandwidth: number | 'pooled-median';
  readonly permutations: number;
  readonly seed: number;
  readonly compute: ComputePlace;
  /** Told when the streamed statistics were found to differ from recomputed ones, once. */
  readonly onDisagreement?: (error: BackendMismatchError) => void;
}

/** Rows between two recomputations that check the streamed statistics. */
const CHECK_EVERY = 4_000;

/** Largest difference that rounding explains: ten times what was seen after 10,000 rows. */
const DISAGREEMENT = 3e-7;

/** One two-sample test's outcome. */
export interface MmdOutcome {
  /** Unbiased MMD²: about 0 without drift, at most 2; the kernels' k(0) = 1 sets the scale. */
  readonly mmd2: number;
  /** Permutation p-value, from 1 / (1 + permutations) to 1. */
  readonly pValue: number;
  /** The bandwidth used, in units of the features. */
  readonly bandwidth: number;
}

/** An outcome with the evidence it rests on. */
export interface MmdEvidence extends MmdOutcome {
  /** Leave-one-out witness of each window slot; the most negative is the most unlike the reference. */
  readonly witness: Float32Array | Float64Array;
  /** MMD² of each permutation: the null distribution. */
  readonly nullStatistics: Float32Array | Float64Array;
  /** What was asked to be read alongside. */
  readonly alongside?: Float32Array;
}

/**
 * The kernel two-sample test of a live window against one reference. Rows are written into the
 * window's slots as they come; a test is complete at any time, and exact.
 */
export class MmdDetector {
  readonly compute: ComputePlace;
  readonly #engine: MmdEngine;
  readonly #onDisagreement: ((error: BackendMismatchError) => void) | undefined;
  #written = 0;
  #hasDisagreed = false;

  constructor(config: MmdDetectorConfig) {
    const { reference, windowSize, kernel, bandwidth, permutations, seed, compute } = config;
    this.#onDisagreement = config.onDisagreement;
    const splits = drawSplits(reference.count, windowSize, permutations, seed);
    const parts = { reference, windowSize, kernel, splits };
    if (bandwidth === 'pooled-median') {
      this.compute = 'typescript';
      this.#engine = new PooledMedianEngine(parts);
    } else {
      this.compute = compute;
      const Engine = compute === 'backend' ? TensorEngine : TypedArrayEngine;
      this.#engine = new Engine({ ...parts, bandwidth });
    }
  }

  /** Puts rows into window slots; see {@link MmdEngine.write}. */
  write(rows: EngineRows, slot: number): void {
    this.#engine.write(rows, slot);
    this.#written += rows instanceof Tensor ? rows.shape[0] : rows.count;
  }

  /** Makes the next test recompute everything from the rows. */
  invalidate(): void {
    this.#engine.invalidate();
  }

  /**
   * Tests the window as it is; all its slots must have been written once.
   *
   * @param alongside A tensor to be read in the same readback.
   */
  async test(alongside?: Tensor2D): Promise<MmdEvidence> {
    const streamed = await this.#read(alongside);
    if (this.#written < CHECK_EVERY) return streamed;
    this.#written = 0;
    this.#engine.invalidate();
    const recomputed = await this.#read();
    this.#compare(streamed, recomputed);
    return { ...streamed, ...recomputed };
  }

  dispose(): void {
    this.#engine.dispose();
  }

  async #read(alongside?: Tensor2D): Promise<MmdEvidence> {
    const { statistics, ...evidence } = await this.#engine.read(alongside);
    const tolerance = this.compute === 'backend' ? tieTolerance.float32 : tieTolerance.float64;
    return {
      ...evidence,
      mmd2: statistics[0]!,
      pValue: permutationPValue(statistics, tolerance),
      nullStatistics: statistics.subarray(1),
    };
  }

  #compare(streamed: MmdEvidence, recomputed: MmdEvidence): void {
    const step = 1 / (1 + recomputed.nullStatistics.length);
    const isClose =
      Math.abs(streamed.mmd2 - recomputed.mmd2) <= DISAGREEMENT &&
      Math.abs(streamed.pValue - recomputed.pValue) <= 2.5 * step;
    if (isClose || this.#hasDisagreed || !Number.isFinite(streamed.mmd2)) return;
    this.#hasDisagreed = true;
    this.#onDisagreement?.(
      new BackendMismatchError(
        `Streamed and recomputed tests differ: MMD² ${streamed.mmd2} and ${recomputed.mmd2}, p-value ` +
          `${streamed.pValue} and ${recomputed.pValue}. The recomputed ones count.`,
      ),
    );
  }
}

/** @throws {@link InvalidFeaturesError} for a statistic that is no number. */
export function requireFiniteStatistic(mmd2: number): void {
  if (Number.isFinite(mmd2)) return;
  throw new InvalidFeaturesError(
    `The statistic came out as ${mmd2}: the features are too large for float32 distances, ` +
      'or the backend computes wrongly.',
  );
}
