import {
  dispose,
  sub,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../errors.js';
import type { FeatureRows } from '../rows/featureRows.js';
import type { Kernel } from './kernel.js';
import { kernelMatrix, pooledMatrix, squaredDistanceMatrix } from './kernelMatrix.js';
import { pooledMedianDistance } from './medianDistance.js';
import { permutationStatistics } from './permutationStatistics.js';
import { permutationPValue, tieTolerance } from './pValue.js';
import { splitIndicators } from './splits.js';

/** What a detector is made of; sizes are fixed for its life. */
export interface MmdDetectorConfig {
  readonly reference: FeatureRows;
  /** Mean of the reference's rows, shape [width]. */
  readonly mean: Float32Array;
  readonly windowSize: number;
  readonly kernel: Kernel;
  readonly bandwidth: number | 'pooled-median';
  readonly permutations: number;
  readonly seed: number;
}

/** One two-sample test's outcome. */
export interface MmdOutcome {
  /** Unbiased MMD²: about 0 without drift, at most 2; the kernels' k(0) = 1 sets the scale. */
  readonly mmd2: number;
  /** Permutation p-value, from 1 / (1 + permutations) to 1. */
  readonly pValue: number;
  /** The bandwidth used, in units of the features. */
  readonly bandwidth: number;
}

/**
 * The kernel two-sample test of live windows against one reference, on the app's tfjs backend:
 * unbiased MMD² with all permutations as one batched matrix product and one small readback.
 *
 * Owns its tensors until {@link dispose}; those it is given stay the caller's.
 */
export class MmdDetector {
  readonly #config: MmdDetectorConfig;
  readonly #mean: Tensor1D;
  readonly #reference: Tensor2D;
  readonly #referenceSquared: Tensor2D;
  readonly #splits: Tensor2D;

  constructor(config: MmdDetectorConfig) {
    this.#config = config;
    const { reference, windowSize, permutations, seed } = config;
    const { count, width } = reference;
    // Copies: a tensor aliases the array it is made of until its first upload.
    const mean = tensor1d(config.mean.slice());
    this.#mean = mean;
    this.#reference = tidy(() =>
      sub(tensor2d(Float32Array.from(reference.values), [count, width]), mean),
    );
    this.#referenceSquared = squaredDistanceMatrix(this.#reference, this.#reference);
    this.#splits = tensor2d(splitIndicators(count, windowSize, permutations, seed), [
      1 + permutations,
      count + windowSize,
    ]);
  }

  /** @param live Shape [windowSize, width], finite values. */
  async test(live: Tensor2D): Promise<MmdOutcome> {
    const { kernel, windowSize } = this.#config;
    const squared = tidy(() => {
      const centred = sub<Tensor2D>(live, this.#mean);
      const cross = squaredDistanceMatrix(this.#reference, centred);
      return pooledMatrix(this.#referenceSquared, cross, squaredDistanceMatrix(centred, centred));
    });
    let statistics: Tensor1D | undefined;
    try {
      const bandwidth =
        this.#config.bandwidth === 'pooled-median'
          ? pooledMedianDistance(Float32Array.from(await squared.data()))
          : this.#config.bandwidth;
      statistics = tidy(() =>
        permutationStatistics(kernelMatrix(squared, kernel, bandwidth), this.#splits, windowSize),
      );
      const values = await statistics.data<'float32'>();
      const mmd2 = values[0]!;
      if (!Number.isFinite(mmd2)) {
        throw new InvalidFeaturesError(
          `The statistic came out as ${mmd2}: the features are too large for float32 distances, ` +
            'or the backend computes wrongly.',
        );
      }
      return { mmd2, pValue: permutationPValue(values, tieTolerance.float32), bandwidth };
    } finally {
      dispose(statistics ? [squared, statistics] : [squared]);
    }
  }

  dispose(): void {
    dispose([this.#mean, this.#reference, this.#referenceSquared, this.#splits]);
  }
}
