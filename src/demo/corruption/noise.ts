import { normal, type Random } from '../../core/base/random.js';
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
