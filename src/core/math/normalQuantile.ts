import { incompleteGamma } from './incompleteGamma.js';

const STEPS = 50;

/**
 * Below which value a standard normal number is with a probability of p, 0 < p < 1: by Newton's method on
 * the logarithm of the tail, which is concave, so that from the second step on it comes from one side.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = 0;
  for (let step = 0; step < STEPS; step++) {
    const tail = incompleteGamma(0.5, (x * x) / 2).upper / 2;
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const change = (Math.log(tail / p) * tail) / density;
    x += change;
    if (Math.abs(change) < 1e-10) break;
  }
  return -x;
}
