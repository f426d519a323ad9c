import { InvalidOptionError } from '../../core/base/errors.js';
import type { Random } from '../../core/base/random.js';

/** e^-rate must stay a normal float64. */
const MAX_RATE = 700;

/**
 * A count of the Poisson distribution, by inversion: the smallest k whose cumulative probability
 * exceeds one uniform number. Exact to the uniform's resolution; takes about `rate` steps.
 *
 * @param rate Mean and variance of the count, 0 to 700.
 * @param random One uniform number is drawn from it.
 * @throws {@link InvalidOptionError} for a rate out of range.
 */
export function poisson(rate: number, random: Random): number {
  if (!(rate >= 0 && rate <= MAX_RATE)) {
    throw new InvalidOptionError(
      `rate: a number from 0 to ${MAX_RATE} was expected, ${rate} came.`,
    );
  }
  const uniform = random();
  let count = 0;
  let probability = Math.exp(-rate);
  let cumulative = probability;
  while (uniform >= cumulative) {
    probability *= rate / (count + 1);
    const next = cumulative + probability;
    // Rounding may leave the sum of all probabilities just below a uniform close to 1.
    if (next === cumulative) break;
    cumulative = next;
    count++;
  }
  return count;
}
