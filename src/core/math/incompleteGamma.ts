/** The regularised incomplete gamma functions, P + Q = 1. */
interface IncompleteGamma {
  /** P(a, x), the probability that a gamma variable of shape a (scale 1) is below x. */
  readonly lower: number;
  /** Q(a, x), the probability that it is above x. */
  readonly upper: number;
}

/** From here on Stirling's series is precise to the last bits. */
const STIRLING_FROM = 12;

/** The coefficients B_2k / (2k (2k - 1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156] as const;

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** Stands for 0 in a denominator of the continued fraction. */
const TINY = 1e-300;

/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x): below a + 1 the power series of
 * P, above it the continued fraction of Q (DLMF 8.11.4 and 8.9.2, the latter by Lentz's method),
 * each of them to 1e-12 relative, tails down to 1e-300 included. Takes up to some 10 √a steps, a
 * fraction of a millisecond.
 *
 * The common factor `x^a e^-x / Γ(a + 1)` loses all digits for large a if taken as it stands. By
 * Stirling's series it is `exp(a (log(1 + u) - u) - s(a)) / √(2πa)` with u = (x - a) / a.
 *
 * @param a Shape, 0.1 to 1e7.
 * @param x At or below 0 gives P = 0.
 * @param offset x - a. A caller that knows it better than the difference of the rounded numbers
 *   gives it: in the far tail at a = 4e6 the last bit of x is worth 1e-11 of Q.
 */
export function incompleteGamma(a: number, x: number, offset: number = x - a): IncompleteGamma {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const factor = Math.exp(logFactor(a, x, offset));
  if (offset < 1) {
    const lower = factor * powerSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = factor * a * continuedFraction(a, x, offset);
  return { lower: 1 - upper, upper };
}

/** Σ x^k / ((a + 1) ... (a + k)) from k = 0. */
function powerSeries(a: number, x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; ; k++) {
    term *= x / (a + k);
    const ratio = x / (a + k + 1);
    // All that follows is less than a geometric series of this ratio.
    if (term * ratio <= sum * Number.EPSILON * (1 - ratio) * 0.1) return sum + term;
    sum += term;
  }
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))) */
function continuedFraction(a: number, x: number, offset: number): number {
  let denominator = offset + 1;
  let c = 1 / TINY;
  let d = 1 / denominator;
  let fraction = d;
  const steps = 100 + 20 * Math.sqrt(a + x);
  for (let k = 1; k < steps; k++) {
    const numerator = k * (a - k);
    denominator += 2;
    d = numerator * d + denominator;
    c = denominator + numerator / c;
    d = 1 / (Math.abs(d) < TINY ? TINY : d);
    if (Math.abs(c) < TINY) c = TINY;
    const change = c * d;
    fraction *= change;
    if (change === 1) break;
  }
  return fraction;
}

/** log(x^a e^-x / Γ(a + 1)) */
function logFactor(a: number, x: number, offset: number): number {
  if (a < STIRLING_FROM) return a * Math.log(x) - x - logGamma(a + 1);
  return (
    a * logOnePlusMinus(offset / a) - stirlingCorrection(a) - HALF_LOG_TWO_PI - Math.log(a) / 2
  );
}

/** log Γ(a) by Stirling's series at a + k, for a > 0. */
export function logGamma(a: number): number {
  let product = 1;
  let shifted = a;
  while (shifted < STIRLING_FROM) product *= shifted++;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI;
  return stirling + stirlingCorrection(shifted) - Math.log(product);
}

function stirlingCorrection(a: number): number {
  const square = 1 / (a * a);
  return STIRLING.reduceRight((sum, coefficient) => sum * square + coefficient, 0) / a;
}

/** log(1 + u) - u without cancellation, by log(1 + u) = 2 artanh v with v = u / (2 + u). */
function logOnePlusMinus(u: number): number {
  if (u < -0.5 || u > 1) return Math.log1p(u) - u;
  const v = u / (2 + u);
  const square = v * v;
  let sum = 0;
  for (let power = v * square, k = 3; ; k += 2, power *= square) {
    const next = sum + power / k;
    if (next === sum) return 2 * sum - u * v;
    sum = next;
  }
}
