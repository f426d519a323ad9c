/** Two statistics closer than this are a tie; the scale is the kernel's own, k(0) = 1. */
export const tieTolerance = { float32: 1e-6, float64: 1e-12 } as const;

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
