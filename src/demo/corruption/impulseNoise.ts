import type { Random } from '../../core/base/random.js';
import type { RgbImage } from './image.js';

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
