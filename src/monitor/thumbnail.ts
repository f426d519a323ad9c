import { drawable, isPicture, pictureSize } from '../core/base/pictureSource.js';

/** What a thumbnail can be drawn from. */
export type ThumbnailSource = CanvasImageSource | ImageData;

/**
 * A small picture of a model's input: its middle square, `size` pixels wide. Undefined where none is
 * wanted, and of tensors, which cannot be drawn without waiting for the GPU.
 *
 * @throws An error of the canvas, for a picture that cannot be drawn.
 */
export function thumbnailOf(input: unknown, size: number | undefined): OffscreenCanvas | undefined {
  if (size === undefined || !isPicture(input)) return undefined;
  const { width, height } = pictureSize(input);
  const side = Math.min(width, height);
  const thumbnail = new OffscreenCanvas(size, size);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  thumbnail.getContext('2d')!.drawImage(drawable(input), left, top, side, side, 0, 0, size, size);
  return thumbnail;
}
