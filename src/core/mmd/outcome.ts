import { effectSize, permutationVariance } from './closedFormNull.js';
import type { EngineReading } from './engine.js';
import { pearson3PValue } from './pearson3.js';
import { sampleSkewness } from './permutationSkewness.js';
import { permutationPValue, tieTolerance } from './pValue.js';
import { kernelSums } from './rowSums.js';

/** One two-sample test's outcome. */
export interface MmdOutcome {
  /** Unbiased MMD²: about 0 without drift, at most 2; the kernels' k(0) = 1 sets the scale. */
  readonly mmd2: number;
  /**
   * What the permutations compare: MMD², or with `bandwidth: 'fuse'` the fused statistic of several
   * bandwidths.
   */
  readonly statistic: number;
  /** Permutation p-value, from 1 / (1 + permutations) to 1. */
  readonly pValue: number;
  /**
   * MMD² in units of its null's standard deviation, which has a closed form over all splits: an
   * effect size that can be compared over time.
   */
  readonly z: number;
  /**
   * Approximate p-value of {@link z} by the Pearson-III tail with the permutations' skewness: a few
   * percent off above 0.01, within a factor of two at 0.0001, and not bounded by 1 / (1 +
   * permutations). For ranking, not for deciding: that is what {@link pValue} is exact for.
   */
  readonly approximatePValue: number;
  /** The bandwidth used, in units of the features; of several, the middle one. */
  readonly bandwidth: number;
}

/** What a test says, from what an engine read. */
export function mmdOutcome(
  reading: EngineReading & {
    readonly referenceSize: number;
    readonly precision: keyof typeof tieTolerance;
  },
): MmdOutcome {
  const { statistics, fused = statistics, sums, bandwidth, referenceSize, precision } = reading;
  const mmd2 = statistics[0]!;
  const z = effectSize(mmd2, permutationVariance(kernelSums(sums, referenceSize)));
  return {
    mmd2,
    statistic: fused[0]!,
    pValue: permutationPValue(fused, tieTolerance[precision]),
    z,
    approximatePValue: pearson3PValue(z, sampleSkewness(statistics)),
    bandwidth,
  };
}
