import type { RgbImage } from '../../src/demo/corruption/image.js';

/** An image whose values a function gives. */
export function filledImage(
  width: number,
  height: number,
  value: (x: number, y: number, channel: number) => number,
): RgbImage {
  const values = Float32Array.from({ length: 3 * width * height }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return value(pixel % width, Math.floor(pixel / width), at % 3);
  });
  return { width, height, values };
}
