import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import type { RgbImage } from '../../src/demo/corruption/image.js';
import { filledImage } from '../../test/support/filledImage.js';

const SMALL = 32;
const SIZE = 224;

const { width, channels, data } = decode(readFileSync('public/photos/cifar10/sprite.png'));

/** A photo of the demo in Node, enlarged bilinearly to 224 × 224 pixels. */
export function cifarPhoto(index: number): RgbImage {
  const columns = width / SMALL;
  const left = (index % columns) * SMALL;
  const top = Math.floor(index / columns) * SMALL;
  const at = (x: number, y: number, channel: number) => {
    const column = left + Math.min(Math.max(x, 0), SMALL - 1);
    const row = top + Math.min(Math.max(y, 0), SMALL - 1);
    return data[(row * width + column) * channels + channel]! / 255;
  };
  return filledImage(SIZE, SIZE, (x, y, channel) => {
    const [u, v] = [((x + 0.5) * SMALL) / SIZE - 0.5, ((y + 0.5) * SMALL) / SIZE - 0.5];
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const along = (row: number) =>
      at(i, row, channel) * (1 - (u - i)) + at(i + 1, row, channel) * (u - i);
    return along(j) * (1 - (v - j)) + along(j + 1) * (v - j);
  });
}
