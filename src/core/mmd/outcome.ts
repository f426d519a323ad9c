import { InvalidStatisticError } from '../base/errors.js';
import { incompleteGamma } from '../math/incompleteGamma.js';
import type { EngineReading } from './engine.js';
import type { KernelSums } from './statistic.js';

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
    readonly precision: StatisticPrecision;
  },
): MmdOutcome {
  const { statistics, fused = statistics, sums, bandwidth, precision } = reading;
  const mmd2 = statistics[0]!;
  const variance = permutationVariance(sums);
  const z = effectSize(mmd2, variance);
  return {
    mmd2,
    statistic: fused[0]!,
    pValue: permutationPValue(fused, tieTolerance(precision, variance)),
    z,
    approximatePValue: pearson3PValue(z, sampleSkewness(statistics)),
    bandwidth,
  };
}

/** @throws {@link InvalidStatisticError} for a statistic that is no number. */
export function requireFiniteStatistic(mmd2: number): void {
  if (Number.isFinite(mmd2)) return;
  throw new InvalidStatisticError(
    `The statistic came out as ${mmd2}: the features are too large for float32 distances, ` +
      'or the GPU computes wrongly. Scale the features down.',
  );
}

/**
 * The variance of the unbiased MMD² over all C(N, m) splits of the pool, N = n + m; the mean is 0.
 * With the U-centred kernel K̃_ij = K₀_ij - (r_i + r_j) / (N - 2) + T / ((N - 1)(N - 2)), 0 on its
 * diagonal, and Q = Σ K̃², over all entries:
 *
 *     Q = Σ K₀² - 2 Σ r² / (N - 2) + T² / ((N - 1)(N - 2)),  T = Σ K₀
 *     Var = 2 Q (N - 1)(N - 2) / (N (N - 3) n (n - 1) m (m - 1))
 *
 * The moments of a permutation null of this kind: Mantel, "The Detection of Disease Clustering and
 * a Generalized Regression Approach", Cancer Research 27, 1967; U-centring: Székely & Rizzo,
 * "Partial Distance Correlation with Methods for Dissimilarities", Annals of Statistics 42, 2014.
 *
 * @returns At least 0; 0 (or rounding, at most about 1e-16 times Σ K₀²) when all entries of K₀ are
 *   the same, as for equal rows.
 */
export function permutationVariance(sums: KernelSums): number {
  const { sumOfSquares, sumOfSquaredRowSums, total, n, m } = sums;
  const size = n + m;
  const centred =
    sumOfSquares -
    (2 * sumOfSquaredRowSums) / (size - 2) +
    (total * total) / ((size - 1) * (size - 2));
  const scale = (2 * (size - 1) * (size - 2)) / (size * (size - 3) * n * (n - 1) * m * (m - 1));
  return Math.max(0, centred) * scale;
}

/**
 * The statistic in units of its null's standard deviation, z = MMD² / √Var: an effect size that
 * can be compared over time. 0 when the variance is 0: then every split has the observed value.
 */
export function effectSize(mmd2: number, variance: number): number {
  return variance > 0 ? mmd2 / Math.sqrt(variance) : 0;
}

/**
 * The skewness of the null from drawn permutations, for pools too large for the exact one: the
 * third central moment over the second to the power of 3/2, both the sample's own, because their
 * errors cancel in part. The observed statistic does not count: a drift would drown the rest.
 *
 * @param statistics The observed statistic, then at least one of each permutation.
 * @returns 0 when all are the same.
 */
export function sampleSkewness(statistics: ArrayLike<number>): number {
  const count = statistics.length - 1;
  let mean = 0;
  for (let p = 1; p <= count; p++) mean += statistics[p]! / count;
  let second = 0;
  let third = 0;
  for (let p = 1; p <= count; p++) {
    const deviation = statistics[p]! - mean;
    const square = deviation * deviation;
    second += square / count;
    third += (square * deviation) / count;
  }
  return second > 0 ? third / second ** 1.5 : 0;
}

/** Below this the skewed tail is the normal one for all that the approximation is worth. */
const NEGLIGIBLE_SKEWNESS = 1e-3;

/**
 * The upper tail P(Z ≥ z) of a Pearson-III (shifted gamma) variable of mean 0, variance 1 and
 * skewness g: the closed-form, approximate p-value of an effect size z, which goes below the
 * 1 / (permutations + 1) where permutations end. For MMD² it is a few % off for p ≥ 1e-2 and
 * within a factor 2 at 1e-4, worse for tiny or tied samples. With the regularised incomplete gamma
 * functions P and Q and a = 4 / g²:
 *
 *     g > 0: Q(a, a + 2z / g), which is 1 below z = -2 / g
 *     g < 0: P(a, a + 2z / g), which is 0 above z = -2 / g
 *     |g| < 1e-3: the normal tail
 *
 * Mielke & Berry, "Permutation Methods: A Distance Function Approach", Springer, 2nd edition, 2007.
 *
 * @param skewness Of the null, -6 to 6; that of MMD² is most often 0.3 to 2.
 * @returns 0 to 1, to about 1e-12 relative.
 */
export function pearson3PValue(z: number, skewness: number): number {
  if (Math.abs(skewness) < NEGLIGIBLE_SKEWNESS) return normalTail(z);
  const shape = 4 / (skewness * skewness);
  const offset = (2 * z) / skewness;
  const { lower, upper } = incompleteGamma(shape, shape + offset, offset);
  return skewness > 0 ? upper : lower;
}

/** The upper tail P(Z ≥ z) of the standard normal distribution, to 1e-12 relative up to z = 37. */
export function normalTail(z: number): number {
  const tail = incompleteGamma(0.5, (z * z) / 2).upper / 2;
  return z > 0 ? tail : 1 - tail;
}

/** What statistics were summed in. */
export type StatisticPrecision = 'float32' | 'float64';

/**
 * Two statistics closer than this are a tie; the scale is the kernel's own, k(0) = 1. In float32 it is
 * 2e-3 of the null's standard deviation, which moves a p-value by less than .001, and at most 1e-6: of
 * many wide rows the null is so narrow that 1e-6 would call several of a thousand permutations ties.
 * It is never below what rounding alone makes: a null narrower than that says nothing, and no alarm.
 *
 * @param variance Of the null; 0 where all splits are the same.
 */
export function tieTolerance(precision: StatisticPrecision, variance: number): number {
  if (precision === 'float64') return 1e-12;
  return Math.min(1e-6, Math.max(2e-7, 2e-3 * Math.sqrt(variance)));
}

/**
 * The permutation p-value `(1 + #{p ≥ 1: statistic_p ≥ statistic_0}) / (1 + permutations)`, ties
 * counted against the alarm. It is never 0 and valid at every level (Phipson & Smyth,
 * "Permutation p-values should never be zero", 2010).
 *
 * The tolerance is absolute, because the statistic can be 0: with n = m the observed split ties
 * with its own complement, and rounding alone would break that tie.
 *
 * @param statistics The observed statistic, then one of each permutation.
 */
export function permutationPValue(statistics: ArrayLike<number>, tolerance: number): number {
  const observed = statistics[0]!;
  let atOrAbove = 1;
  for (let p = 1; p < statistics.length; p++) {
    if (statistics[p]! >= observed - tolerance) atOrAbove++;
  }
  return atOrAbove / statistics.length;
}
