/** Tails of the normal and of the F distribution, and where they begin. */
import { incompleteGamma, logGamma } from '../../src/core/math/incompleteGamma.js';

export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** How likely a standard normal number is above x. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  return x === 0 ? 0.5 : incompleteGamma(0.5, (x * x) / 2).upper / 2;
}

/**
 * How likely an F distributed number of these degrees of freedom is above x: the regularised incomplete
 * beta function I_y(b/2, a/2) at y = b / (b + a x), by its continued fraction.
 */
export function fTail(x: number, a: number, b: number): number {
  return incompleteBeta(b / (b + a * x), b / 2, a / 2);
}

export function fQuantile(tail: number, a: number, b: number): number {
  return whereTailIs(tail, (x) => fTail(x, a, b));
}

function whereTailIs(tail: number, tailOf: (x: number) => number): number {
  let [low, high] = [0, 1];
  while (tailOf(high) > tail) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (tailOf(middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  // The fraction converges fast below this.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  // Lentz's method.
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + numerator * d);
      c = 1 + numerator / c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return (front * fraction) / a;
}
