import { normal, type Random } from '../random.js';
import type { RgbImage } from './image.js';

/**
 * Sensor noise in poor light: x + σε, with ε standard normal and drawn anew for every value.
 *
 * @param sigma σ, on the scale of the values.
 * @returns New values, not clamped.
 */
export function gaussianNoise(image: RgbImage, sigma: number, random: Random): Float32Array {
  const epsilon = normal(random);
  return image.values.map((x) => x + sigma * epsilon());
}

/**
 * The noise of counting photons: Poisson(x · r) / r, of mean x and variance x / r.
 *
 * @param rate r, the photons that a white value (1) gets on average: the fewer, the noisier.
 * @returns New values, not clamped.
 */
export function shotNoise(image: RgbImage, rate: number, random: Random): Float32Array {
  return image.values.map((x) => poisson(x * rate, random) / rate);
}

/**
 * Salt and pepper, as bit errors make it: a share of the values, each channel for itself, becomes
 * 0 or 1, either as often as the other.
 *
 * @param amount The share of values replaced, 0 to 1.
 * @returns New values.
 */
export function impulseNoise(image: RgbImage, amount: number, random: Random): Float32Array {
  return image.values.map((x) => {
    const uniform = random();
    if (uniform >= amount) return x;
    return uniform < amount / 2 ? 0 : 1;
  });
}

/**
 * Noise that grows with the light: x + xσε, with ε standard normal and drawn anew for every value.
 *
 * @param sigma σ, as a share of the value.
 * @returns New values, not clamped.
 */
export function speckleNoise(image: RgbImage, sigma: number, random: Random): Float32Array {
  const epsilon = normal(random);
  return image.values.map((x) => x + x * sigma * epsilon());
}

/** e^-rate must stay a normal float64. */
const MAX_RATE = 700;

/**
 * A count of the Poisson distribution, by inversion: the smallest k whose cumulative probability
 * exceeds one uniform number. Exact to the uniform's resolution; takes about `rate` steps.
 *
 * @param rate Mean and variance of the count, 0 to 700.
 * @param random One uniform number is drawn from it.
 * @throws {@link RangeError} for a rate out of range.
 */
export function poisson(rate: number, random: Random): number {
  if (!(rate >= 0 && rate <= MAX_RATE)) {
    throw new RangeError(`rate: a number from 0 to ${MAX_RATE} was expected, ${rate} came.`);
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
