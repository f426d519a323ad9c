import { drawable, isPicture, pictureSize } from '../core/base/pictureSource.js';

/** What a thumbnail can be drawn from. */
export type ThumbnailSource = CanvasImageSource | ImageData;

/**
 * A small picture of a model's input: its middle square, `size` pixels wide. Undefined where none is
 * wanted, and of tensors, which cannot be drawn without waiting for the GPU.
 */
export function thumbnailOf(
  input: unknown,
  size: number | undefined,
  onError?: (error: unknown) => void,
): OffscreenCanvas | undefined {
  if (size === undefined || !isPicture(input)) return undefined;
  try {
    return drawMiddle(input, size);
  } catch (error) {
    onError?.(error);
    return undefined;
  }
}

function drawMiddle(image: ThumbnailSource, size: number): OffscreenCanvas {
  const { width, height } = pictureSize(image);
  const side = Math.min(width, height);
  const thumbnail = new OffscreenCanvas(size, size);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  thumbnail.getContext('2d')!.drawImage(drawable(image), left, top, side, side, 0, 0, size, size);
  return thumbnail;
}
