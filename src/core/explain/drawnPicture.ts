import { drawable, isPicture, kindOf, pictureSize } from '../base/pictureSource.js';
import type { InputProperties } from '../base/rowProperties.js';
import { pictureProperties } from './pictureProperties.js';

/**
 * Along the longer side. What models take is rarely larger, and is then measured as it is; of larger pictures
 * noise and detail are what a model that sees them smaller would see.
 */
const LONGEST_SIDE = 256;

/**
 * Takes a picture down, as it is now, to be measured later: the whole of it, no larger than it is and at most 256
 * pixels along its longer side. Drawing takes a fraction of a millisecond; measuring, up to some.
 *
 * @param input Any form of a picture that a page has.
 * @returns What measures it, see `pictureProperties`. Undefined for what is no picture, or an empty one: an image
 *   that is not loaded, a frame that is closed.
 * @throws An error of the canvas, for a picture that may not be read.
 */
export function drawnPicture(input: unknown): (() => InputProperties | undefined) | undefined {
  if (!isPicture(input)) return undefined;
  const { width, height } = pictureSize(input);
  if (!(width > 0 && height > 0)) return undefined;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  if (kindOf(input) === 'ImageData' && scale === 1) {
    const pixels = { width, height, data: (input as ImageData).data.slice() };
    return () => pictureProperties(pixels);
  }
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = new OffscreenCanvas(columns!, rows!).getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(drawable(input), 0, 0, columns!, rows!);
  return () => pictureProperties(context.getImageData(0, 0, columns!, rows!), { width, height });
}
