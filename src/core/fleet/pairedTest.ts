import { requireInteger } from '../base/checks.js';
import { seededRandom } from '../base/random.js';
import { dot } from '../math/vectors.js';
import { pearson3PValue } from '../mmd/outcome.js';
import { type BucketSums, type MappedBuckets, mappedBuckets } from './buckets.js';
import { type FeatureMap, times } from './featureMap.js';
import { flippedSums } from './signFlips.js';

export interface FlipOptions {
  /** From 1; p-values have steps of 1 / (1 + flips). @defaultValue 999 */
  readonly flips?: number;
  /**
   * Flips end when so many have reached U, from 1: what is far from drift then costs few of them, and its p-value
   * stays valid. @defaultValue never
   */
  readonly stopAfter?: number;
  readonly seed: number;
}

/** What a test of a fleet, or of a part of it, says. */
export interface FleetTest {
  readonly devices: number;
  readonly buckets: number;
  /**
   * The squared length of what all devices' means changed by in common, estimated without bias: about 0 if nothing
   * changed, at most 2.
   */
  readonly u: number;
  /** U in units of its deviation over all flips, which has a closed form. */
  readonly z: number;
  /** By sign flips of buckets. */
  readonly pValue: number;
  /** Of {@link z}, by the Pearson-III tail with the flips' skewness in closed form: for ranking. */
  readonly approximatePValue: number;
  /** No p-value can be below: with few buckets there are few flips. A test at a lower level says nothing. */
  readonly smallestPValue: number;
  /** Flips that were drawn. */
  readonly flips: number;
}

/**
 * Has anything changed, at many devices at once? With d_i what changed at device i (its mean in a period minus its
 * mean in the baseline, in φ), M devices, buckets of m_b devices and S_b = Σ d_i over bucket b,
 *
 *     U = (‖Σ S_b‖² - Σ ‖S_b‖²) / (M² - Σ m_b²),
 *
 * which with a bucket for each device is the mean of d_i · d_j over pairs. Its p-value is by flipping signs of whole
 * buckets: `(1 + #{U of a flip ≥ U}) / (1 + flips)`.
 *
 * Null hypothesis: at no device has the distribution of what it sees changed. What is needed is that devices do not
 * depend on each other; rows of a device may, and devices may differ from each other for good, in what they see,
 * how much of it and how it depends.
 *
 * - Where a device's period and baseline are of equal length, they can be swapped without changing the joint
 *   distribution, so d_i and -d_i are equally likely: the test is exact, for any number of devices.
 * - Where they are not, E d_i = 0 still holds, so U is without bias, and the variance over flips, 2 Σ (S_b · S_c)²
 *   over b ≠ c, has the variance of U as its mean, because means of other buckets are independent and 0. But d_i may
 *   be skewed, and the test is then exact only in the limit of many devices, where both distributions are that of
 *   the same quadratic form of gaussian variables (the wild bootstrap of degenerate U-statistics: Dehling & Mikosch,
 *   Metrika 41, 1994). `docs/calibration/fleet.md` measures it.
 *
 * What moves all devices at once, as weather and holidays do, is a change of what they see, and is found;
 * `fleetAlarm.ts` compares with calm periods.
 *
 * @throws {@link InvalidOptionError} for buckets or options that are out of range.
 */
export function pairedTest(
  buckets: readonly BucketSums[],
  map: FeatureMap,
  options: FlipOptions,
): FleetTest {
  return flipTest(mappedBuckets(buckets, map), options);
}

/** The same in coordinates. */
export function flipTest(mapped: MappedBuckets, options: FlipOptions): FleetTest {
  const { devices, total, vectors } = mapped;
  const pairs = total * total - devices.reduce((sum, m) => sum + m * m, 0);
  const sum = new Float64Array(vectors[0]!.length);
  let own = 0;
  for (const vector of vectors) {
    own += dot(vector, vector);
    for (let t = 0; t < sum.length; t++) sum[t]! += vector[t]!;
  }
  const u = dot(sum, sum) - own;
  const { variance, skewness } = flipMoments(vectors);
  const z = variance > 0 ? u / Math.sqrt(variance) : 0;
  const { pValue, flips } = flipPValue(vectors, dot(sum, sum) - TIE * own, options);
  return {
    devices: total,
    buckets: vectors.length,
    u: u / pairs,
    z,
    pValue,
    approximatePValue: variance > 0 ? pearson3PValue(z, skewness) : 1,
    smallestPValue: Math.max(1 / (1 + (options.flips ?? FLIPS)), 2 ** (1 - vectors.length)),
    flips,
  };
}

const FLIPS = 999;

/** Sums that differ by less, in units of the sum of squares, are the same but for rounding. */
const TIE = 1e-12;

/** Sums that are drawn at once, half a megabyte. */
const BATCH = 1_024;

/**
 * @param reached The squared length that counts as reaching U: Σ ‖S_b‖² is the same for all flips.
 * @returns With `stopAfter`, where h flips have reached it at the l-th, h / l (Besag & Clifford, "Sequential Monte
 *   Carlo p-values", Biometrika 78, 1991).
 */
function flipPValue(
  vectors: readonly Float64Array[],
  reached: number,
  { flips: most = FLIPS, stopAfter = Number.POSITIVE_INFINITY, seed }: FlipOptions,
): { pValue: number; flips: number } {
  requireInteger('flips', most, 1);
  const random = seededRandom(seed);
  const width = vectors[0]!.length;
  let [flips, above] = [0, 0];
  let batch = Math.min(BATCH, stopAfter * 8);
  while (flips < most) {
    batch = Math.min(batch, most - flips);
    const sums = flippedSums(vectors, batch, random);
    for (let start = 0; start < sums.length; start += width) {
      flips++;
      if (squaredLength(sums, start, width) < reached) continue;
      above++;
      if (above === stopAfter) return { pValue: above / flips, flips };
    }
    batch = Math.min(BATCH, batch * 2);
  }
  return { pValue: (1 + above) / (1 + most), flips };
}

function squaredLength(values: Float64Array, start: number, width: number): number {
  let sum = 0;
  for (let t = start; t < start + width; t++) sum += values[t]! * values[t]!;
  return sum;
}

/**
 * Variance and skewness of T = Σ s_b s_c S_b · S_c over b ≠ c, over all signs s; its mean is 0. With G₀ the matrix of
 * S_b · S_c, zero on the diagonal: Var T = 2 tr G₀², E T³ = 8 tr G₀³. With C = Σ S_b S_bᵀ and g_b = ‖S_b‖²,
 * tr G₀² = tr C² - Σ g_b², tr G₀³ = tr C³ - 3 Σ g_b S_bᵀ C S_b + 2 Σ g_b³, at a cost that grows with the number of
 * buckets, not with its square.
 */
function flipMoments(vectors: readonly Float64Array[]): { variance: number; skewness: number } {
  const width = vectors[0]!.length;
  const c = new Float64Array(width * width);
  for (const vector of vectors) {
    for (let i = 0; i < width; i++) {
      const value = vector[i]!;
      for (let j = 0; j < width; j++) c[i * width + j]! += value * vector[j]!;
    }
  }
  let second = dot(c, c);
  let third = 0;
  for (let i = 0; i < width; i++) {
    const row = c.subarray(i * width, (i + 1) * width);
    third += dot(row, times(c, row));
  }
  for (const vector of vectors) {
    const g = dot(vector, vector);
    second -= g * g;
    third += g * (2 * g * g - 3 * dot(vector, times(c, vector)));
  }
  const variance = 2 * Math.max(0, second);
  return { variance, skewness: variance > 0 ? (8 * third) / variance ** 1.5 : 0 };
}
