import { incompleteGamma } from '../math/incompleteGamma.js';

/** What {@link rankSum} found. */
interface RankSumResult {
  /** The chance that a value of the second sample is above one of the first, ties counting half; 0 to 1. */
  readonly chanceAbove: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * The rank-sum test of two samples, asymptotic and corrected for ties (Mann and Whitney, "On a Test of Whether one
 * of Two Random Variables is Stochastically Larger than the Other", Annals of Mathematical Statistics 18, 1947;
 * Lehmann, "Nonparametrics", 1975, §1.4). Of shifts it sees more than the Kolmogorov-Smirnov test does, and its
 * statistic says how much of a shift it is, in any unit.
 *
 * @param reference Sorted, at least one; none of them NaN.
 * @param live At least one, none of them NaN.
 * @param effective How many independent values say as much as those of `live`, above 0, at most their number.
 */
export function rankSum(
  reference: Float64Array,
  live: Float64Array,
  effective: number = live.length,
): RankSumResult {
  const sorted = live.slice().sort();
  const [n, m] = [reference.length, sorted.length];
  let [i, j, above, ties] = [0, 0, 0, 0];
  while (j < m) {
    const value = i < n ? Math.min(reference[i]!, sorted[j]!) : sorted[j]!;
    const [firstI, firstJ] = [i, j];
    while (i < n && reference[i] === value) i++;
    while (j < m && sorted[j] === value) j++;
    const tied = i - firstI + (j - firstJ);
    above += (j - firstJ) * (firstI + (i - firstI) / 2);
    ties += tied ** 3 - tied;
  }
  // Those of the reference above all others.
  while (i < n) {
    const first = i;
    while (i < n && reference[i] === reference[first]) i++;
    ties += (i - first) ** 3 - (i - first);
  }
  const chanceAbove = above / (n * m);
  const untied = 1 - ties / ((n + m) ** 3 - (n + m));
  const variance = ((n + effective + 1) / (12 * n * effective)) * untied;
  if (!(variance > 0)) return { chanceAbove, pValue: 1 };
  const z = (chanceAbove - 0.5) / Math.sqrt(variance);
  return { chanceAbove, pValue: incompleteGamma(0.5, (z * z) / 2).upper };
}
