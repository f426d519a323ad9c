import { normal, type Random } from '../../core/base/random.js';
import type { RgbImage } from './image.js';

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
