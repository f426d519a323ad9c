import { incompleteGamma } from '../math/incompleteGamma.js';

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
