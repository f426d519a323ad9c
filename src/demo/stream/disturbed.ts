import { seededRandom } from '../../core/base/random.js';
import { corrupt } from '../corruption/corrupt.js';
import { toImageData, toRgbImage } from '../corruption/imageData.js';
import type { Disturbance } from './disturbance.js';

/** An image under a disturbance; a class mix leaves it as it is. @param seed Of the noise. */
export function disturbed(
  image: ImageData,
  { corruption, severity }: Disturbance,
  seed: number,
): ImageData {
  if (severity === 0 || corruption === 'classMix') return image;
  return toImageData(corrupt(toRgbImage(image), corruption, severity, seededRandom(seed)));
}
