const CENTRE = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const UNDER_CENTRE = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  1,
];
const TAIL = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const UNDER_TAIL = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
];
const TAIL_BELOW = 0.02425;

/**
 * Below which value a standard normal number is with a probability of p, 0 < p < 1, to 1.2e-9 of it: by
 * the rational approximation of P. J. Acklam, "An algorithm for computing the inverse normal cumulative
 * distribution function" (2003).
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < TAIL_BELOW) {
    const x = Math.sqrt(-2 * Math.log(p));
    return polynomial(TAIL, x) / polynomial(UNDER_TAIL, x);
  }
  const x = p - 0.5;
  return (x * polynomial(CENTRE, x * x)) / polynomial(UNDER_CENTRE, x * x);
}

/** @param factors From the highest power on. */
function polynomial(factors: readonly number[], x: number): number {
  return factors.reduce((sum, factor) => sum * x + factor, 0);
}
