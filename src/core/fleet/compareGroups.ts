import { requireInteger } from '../base/checks.js';
import { shuffleStart } from '../base/draws.js';
import { seededRandom } from '../base/random.js';
import { dot } from '../math/vectors.js';
import { effectSize, pearson3PValue, sampleSkewness } from '../mmd/outcome.js';
import { type BucketSums, type MappedBuckets, mappedBuckets } from './buckets.js';
import type { FeatureMap } from './featureMap.js';

export interface PermutationOptions {
  /** From 1; p-values have steps of 1 / (1 + permutations). @defaultValue 999 */
  readonly permutations?: number;
  readonly seed: number;
}

/** How two groups of devices differ. */
export interface GroupComparison {
  readonly devices: readonly [number, number];
  readonly buckets: readonly [number, number];
  /** The squared distance of the groups' means, estimated without bias: about 0 if they are the same, at most 2. */
  readonly u: number;
  /** What permutations compare, in units of their deviation from their mean. */
  readonly z: number;
  /** By permutations of buckets. */
  readonly pValue: number;
  /** Of {@link z}, by the Pearson-III tail with the permutations' skewness: for ranking. */
  readonly approximatePValue: number;
  /** No p-value can be below: a test at a lower level says nothing. */
  readonly smallestPValue: number;
  readonly permutations: number;
}

/**
 * Do two groups of devices, as those of two releases, see the same in one period? Devices are permuted between the
 * groups, never rows. With ā the mean over the devices of a group, of their means in φ, and V_a the estimate of its
 * expected squared error, the statistic is
 *
 *     F = ‖ā - b̄‖² / (V_a + V_b),  V_a = B/(B - 1) · Σ ‖S_b - m_b ā‖² / M²  over its B buckets,
 *
 * the modified pseudo-F of Anderson, Walsh, Clarke, Gorley & Guerra-Castro ("Some solutions to the multivariate
 * Behrens-Fisher problem for dissimilarity-based analyses", Aust. N. Z. J. Stat. 59, 2017).
 *
 * Null hypothesis: a device of one group is like one of the other. Where that holds of all about them, buckets of one
 * device are exchangeable, and the test is exact. Where it holds of what they see but not of how much, as of devices
 * that have just been updated and have few rows, their means scatter more; ‖ā - b̄‖² alone would then be found too
 * often where that group is the smaller one, while F has a mean of about 1 however they scatter, and so have its
 * permutations: the test holds its level for many devices if one group's scatter is a multiple of the other's. The same
 * is why buckets of unlike numbers of devices can be permuted.
 *
 * Groups that always differ, as sites do, are found to differ: compare what changed at their devices
 * (`deviceChange`), not what they see. Of unpaired sketches each counts as a device.
 *
 * @param a At least 2 buckets: of devices of one group, sums of their means in the period, or of their changes.
 * @param b Likewise, of other devices.
 * @throws {@link InvalidOptionError} for buckets or options that are out of range.
 */
export function compareGroups(
  a: readonly BucketSums[],
  b: readonly BucketSums[],
  map: FeatureMap,
  { permutations = 999, seed }: PermutationOptions,
): GroupComparison {
  requireInteger('permutations', permutations, 1);
  const groups = [mappedBuckets(a, map, 'a'), mappedBuckets(b, map, 'b')] as const;
  const units = unitsOf(groups);
  const [ofA, ofB] = groups.map(({ vectors }) => vectors.length) as [number, number];
  const all = Int32Array.from({ length: ofA + ofB }, (_, unit) => unit);
  const whole = totals(units, all, all.length);
  const statisticOf = (order: Int32Array, count: number): Difference => {
    const one = totals(units, order, count);
    return difference(one, rest(whole, one));
  };
  const observed = statisticOf(all, ofA);
  const statistics = new Float64Array(1 + permutations);
  statistics[0] = observed.f;
  const random = seededRandom(seed);
  const fewer = Math.min(ofA, ofB);
  let above = 1;
  for (let at = 1; at <= permutations; at++) {
    shuffleStart(all, fewer, random);
    statistics[at] = statisticOf(all, fewer).f;
    if (statistics[at]! >= observed.f * (1 - TIE)) above++;
  }
  const drawn = statistics.subarray(1);
  const mean = drawn.reduce((sum, f) => sum + f, 0) / permutations;
  const variance = drawn.reduce((sum, f) => sum + (f - mean) ** 2, 0) / permutations;
  const z = effectSize(observed.f - mean, variance);
  return {
    devices: [groups[0].total, groups[1].total],
    buckets: [ofA, ofB],
    u: observed.squared - observed.error,
    z,
    pValue: above / (1 + permutations),
    approximatePValue: variance > 0 ? pearson3PValue(z, sampleSkewness(statistics)) : 1,
    smallestPValue: Math.max(1 / (1 + permutations), leastShare(ofA, ofB)),
    permutations,
  };
}

/** Of all ways to part so many buckets, the share of those that give the statistic of one. */
function leastShare(a: number, b: number): number {
  let ways = a === b ? 0.5 : 1;
  for (let at = 1; at <= a && ways < Number.MAX_SAFE_INTEGER; at++) ways *= (b + at) / at;
  return 1 / ways;
}

/** Statistics that differ by less, relatively, are the same but for rounding. */
const TIE = 1e-9;

/** What is added up of each bucket: S, m S, ‖S‖², m², m and 1, in one vector. */
function unitsOf(groups: readonly MappedBuckets[]): Float64Array[] {
  return groups.flatMap(({ devices, vectors }) =>
    vectors.map((vector, at) => {
      const m = devices[at]!;
      return Float64Array.from([
        ...vector,
        ...vector.map((value) => m * value),
        dot(vector, vector),
        m * m,
        m,
        1,
      ]);
    }),
  );
}

/** Of the first `count` units in that order. */
function totals(units: readonly Float64Array[], order: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(units[0]!.length);
  for (let at = 0; at < count; at++) {
    const unit = units[order[at]!]!;
    for (let t = 0; t < sums.length; t++) sums[t]! += unit[t]!;
  }
  return sums;
}

function rest(whole: Float64Array, part: Float64Array): Float64Array {
  return whole.map((sum, t) => sum - part[t]!);
}

/** Of squared lengths, which are 1 at most: devices that are all the same have no error. */
const ROUNDING = 1e-12;

interface Difference {
  readonly squared: number;
  /** V_a + V_b. */
  readonly error: number;
  readonly f: number;
}

function difference(a: Float64Array, b: Float64Array): Difference {
  const width = (a.length - 4) / 2;
  const [ofA, ofB] = [a.at(-2)!, b.at(-2)!];
  let squared = 0;
  for (let t = 0; t < width; t++) squared += (a[t]! / ofA - b[t]! / ofB) ** 2;
  const error = meanError(a, width) + meanError(b, width);
  return { squared, error, f: squared / (error + ROUNDING) };
}

/** V, from Σ ‖S - m ā‖² = Σ ‖S‖² - 2 ā · Σ m S + ‖ā‖² Σ m². */
function meanError(sums: Float64Array, width: number): number {
  const [squares, weights, devices, buckets] = sums.subarray(2 * width) as unknown as [
    number,
    number,
    number,
    number,
  ];
  let deviations = squares;
  for (let t = 0; t < width; t++) {
    const mean = sums[t]! / devices;
    deviations += mean * (mean * weights - 2 * sums[width + t]!);
  }
  return ((buckets / (buckets - 1)) * Math.max(0, deviations)) / (devices * devices);
}
