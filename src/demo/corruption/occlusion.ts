import { seededRandom } from '../random.js';
import type { RgbImage } from './image.js';

/** Dirt does not move with the photos, so its places come from a seed of its own. */
const SEED = 4;

/** Share of the light that the middle of a blotch swallows. */
const OPACITY = 0.92;

/** Radii, as shares of the image's shorter edge. */
const SMALLEST = 0.09;
const LARGEST = 0.19;

/**
 * A dirty lens: soft dark blotches, at the same places in every image. What is so close to the lens
 * is out of focus: at distance d from the middle of a blotch of radius r the share
 * 1 - 0.92 exp(-(d/r)⁴) of the light passes. Own method, ImageNet-C has none like it.
 *
 * @param count The number of blotches; more of them add to those of a smaller number.
 * @returns New values, none larger than the old one.
 */
export function occlusion(image: RgbImage, count: number): Float32Array {
  const { width, height, values } = image;
  const passing = new Float32Array(width * height).fill(1);
  const random = seededRandom(SEED);
  for (let i = 0; i < count; i++) {
    const centerX = random() * width;
    const centerY = random() * height;
    const radius = (SMALLEST + (LARGEST - SMALLEST) * random()) * Math.min(width, height);
    for (let pixel = 0; pixel < passing.length; pixel++) {
      const dx = (pixel % width) + 0.5 - centerX;
      const dy = Math.floor(pixel / width) + 0.5 - centerY;
      const squared = (dx * dx + dy * dy) / (radius * radius);
      passing[pixel]! *= 1 - OPACITY * Math.exp(-squared * squared);
    }
  }
  return values.map((x, at) => x * passing[Math.floor(at / 3)]!);
}
