import { PHOTO_SIZE } from '../photos/photoSet.js';

/** Draws the middle square of pictures of any size at the model's size. */
export class SquareOf {
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor() {
    const canvas = new OffscreenCanvas(PHOTO_SIZE, PHOTO_SIZE);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('The browser gave no 2D canvas to draw pictures on.');
    context.imageSmoothingQuality = 'high';
    this.#context = context;
  }

  /** @param width Of the picture, as its height, in pixels. */
  draw(picture: CanvasImageSource, width: number, height: number): ImageData {
    const side = Math.min(width, height);
    const [left, top] = [(width - side) / 2, (height - side) / 2];
    const context = this.#context;
    // Pictures may be transparent, and the one before must not shine through.
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, PHOTO_SIZE, PHOTO_SIZE);
    context.drawImage(picture, left, top, side, side, 0, 0, PHOTO_SIZE, PHOTO_SIZE);
    return context.getImageData(0, 0, PHOTO_SIZE, PHOTO_SIZE);
  }
}
