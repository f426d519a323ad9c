import type { RgbImage } from './image.js';

/**
 * Too few pixels: squares take the mean of their values, from the upper left corner on; those at
 * the right and lower border may be cut off.
 *
 * @param edge A square's edge in pixels, a whole number above 0.
 * @returns New values, within the range of the old ones.
 */
export function pixelate(image: RgbImage, edge: number): Float32Array {
  const target = new Float32Array(image.values.length);
  for (let top = 0; top < image.height; top += edge) {
    for (let left = 0; left < image.width; left += edge) fillSquare(image, left, top, edge, target);
  }
  return target;
}

function fillSquare(
  { width, height, values }: RgbImage,
  left: number,
  top: number,
  edge: number,
  target: Float32Array,
): void {
  const right = Math.min(left + edge, width);
  const bottom = Math.min(top + edge, height);
  const count = (right - left) * (bottom - top);
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += values[3 * (y * width + x) + channel]!;
    }
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) target[3 * (y * width + x) + channel] = sum / count;
    }
  }
}
