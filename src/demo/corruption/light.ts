import type { RgbImage } from './image.js';

/** Of a display; sRGB (IEC 61966-2-1) comes close to it. */
const GAMMA = 2.2;

/**
 * Dusk: every stop halves the light, and so multiplies the gamma-encoded values by 2^(-1/2.2).
 * (ImageNet-C's brightness adds to the HSV value instead, and makes photos lighter.)
 *
 * @param stops Stops of light that are missing, above 0.
 * @returns New values, within [0, 1].
 */
export function brightness(image: RgbImage, stops: number): Float32Array {
  const gain = 2 ** (-stops / GAMMA);
  return image.values.map((x) => x * gain);
}
