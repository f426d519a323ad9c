import type { Random } from '../../core/base/random.js';
import type { RgbImage } from './image.js';
import { poisson } from './poisson.js';

/**
 * The noise of counting photons: Poisson(x · r) / r, of mean x and variance x / r.
 *
 * @param rate r, the photons that a white value (1) gets on average: the fewer, the noisier.
 * @returns New values, not clamped.
 */
export function shotNoise(image: RgbImage, rate: number, random: Random): Float32Array {
  return image.values.map((x) => poisson(x * rate, random) / rate);
}
