import { requireInteger, requireRange } from '../base/checks.js';
import { normalTail } from '../mmd/outcome.js';
import type { SketchPrivacy } from './sketch.js';

/**
 * How far two devices' means can lie apart in φ, whatever each of them saw: each mean is one of vectors of length 1
 * at most, and in the kernel's own space, of which φ is a projection, no two of them point away from each other.
 */
export const MEAN_SENSITIVITY: number = Math.SQRT2;

/**
 * The deviation of gaussian noise, on each coordinate, that makes what is sent (ε, δ)-differentially private: the
 * smallest σ with Φ(Δ/2σ - εσ/Δ) - e^ε Φ(-Δ/2σ - εσ/Δ) ≤ δ (Balle & Wang, "Improving the Gaussian Mechanism for
 * Differential Privacy", ICML 2018, theorem 8), by bisection.
 *
 * @param privacy ε .01 to 100, δ 1e-15 to .5.
 * @param sensitivity Δ, how far what is sent can lie apart for two things to be kept from being told apart; above
 *   0. @defaultValue √2, of a mean in φ
 * @returns In units of Δ, to 1e-9 relative, and not below the smallest.
 * @throws {@link InvalidOptionError} for another ε, δ or Δ.
 */
export function analyticGaussianSigma(
  { epsilon, delta }: SketchPrivacy,
  sensitivity: number = MEAN_SENSITIVITY,
): number {
  requireRange('epsilon', epsilon, 0.01, 100);
  requireRange('delta', delta, 1e-15, 0.5);
  requireRange('sensitivity', sensitivity, Number.MIN_VALUE, Number.MAX_VALUE);
  return sensitivity * bisected((sigma) => gaussianDelta(epsilon, 1 / sigma) <= delta, 1e-3, 1e4);
}

/**
 * What several periods tell together, as ε at the same δ: k means with the same noise are one with √k times the
 * sensitivity, exactly (Dong, Roth & Su, "Gaussian Differential Privacy", JRSS B 84, 2022, corollary 2), which is less
 * than k times ε. So is what one device sends of a period in k parts.
 *
 * @param periods From 1.
 * @returns At least the ε of one of them; infinite above 1,000.
 * @throws {@link InvalidOptionError} as `analyticGaussianSigma`, or for other periods.
 */
export function totalEpsilon(privacy: SketchPrivacy, periods: number): number {
  requireInteger('periods', periods, 1);
  const ratio = Math.sqrt(periods) / analyticGaussianSigma(privacy, 1);
  const epsilon = bisected(
    (tried) => gaussianDelta(tried, ratio) <= privacy.delta,
    1e-3,
    2 * LARGEST_TOTAL,
  );
  return epsilon > LARGEST_TOTAL ? Number.POSITIVE_INFINITY : epsilon;
}

const LARGEST_TOTAL = 1_000;

/** The δ of gaussian noise at ε. @param ratio Δ / σ. */
function gaussianDelta(epsilon: number, ratio: number): number {
  const tail = normalTail(epsilon / ratio + ratio / 2);
  // e^ε may be too large for a number where what it multiplies is too small for one.
  const raised = tail > 0 ? Math.exp(epsilon + Math.log(tail)) : 0;
  return normalTail(epsilon / ratio - ratio / 2) - raised;
}

/** The least number for which it holds, from above, of one that holds for all larger ones; its logarithm is halved. */
function bisected(holds: (value: number) => boolean, low: number, high: number): number {
  while (high / low - 1 > 1e-10) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
