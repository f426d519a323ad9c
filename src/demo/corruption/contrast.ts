import type { RgbImage } from './image.js';

/**
 * Haze: m + (x - m)c, with m the mean of the value's channel over the image (ImageNet-C,
 * arXiv 1903.12261).
 *
 * @param share c, the contrast that is left, 0 to 1.
 * @returns New values, within the range of the old ones.
 */
export function contrast(image: RgbImage, share: number): Float32Array {
  const sums = [0, 0, 0];
  image.values.forEach((x, at) => {
    sums[at % 3]! += x;
  });
  const means = sums.map((sum) => (3 * sum) / image.values.length);
  return image.values.map((x, at) => means[at % 3]! + (x - means[at % 3]!) * share);
}
