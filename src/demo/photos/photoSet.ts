import { fetchFile } from './fetchFile.js';
import { resizeBilinear } from './resizeBilinear.js';

/** The edge, in pixels, of what the model sees; MobileNet's own. */
export const PHOTO_SIZE = 224;

/** Labelled photos, each 224 × 224. */
export interface PhotoSet {
  readonly size: number;
  /** @param index 0 to size - 1. */
  photo(index: number): ImageData;
  /** What the photo shows, by its label. */
  label(index: number): string;
}

interface SpriteDescription {
  readonly photoSize: number;
  readonly columns: number;
  readonly classNames: readonly string[];
  readonly labels: readonly number[];
}

/**
 * Loads the sprite of CIFAR-10 test photos: photo i shows class i modulo 10.
 *
 * @param folder URL of the folder of `sprite.png` and `photos.json`.
 */
export async function loadPhotoSet(folder: string): Promise<PhotoSet> {
  const [description, sprite] = await Promise.all([
    fetchFile(`${folder}/photos.json`).then(
      (response) => response.json() as Promise<SpriteDescription>,
    ),
    fetchFile(`${folder}/sprite.png`).then((response) => response.blob()),
  ]);
  const context = await draw(sprite);
  const { photoSize, columns, classNames, labels } = description;
  return {
    size: labels.length,
    label: (index) => classNames[labels[index]!]!,
    photo(index) {
      const x = (index % columns) * photoSize;
      const y = Math.floor(index / columns) * photoSize;
      const small = context.getImageData(x, y, photoSize, photoSize);
      return new ImageData(resizeBilinear(small, PHOTO_SIZE).data, PHOTO_SIZE, PHOTO_SIZE);
    },
  };
}

/** A picture on a canvas, in its own size and colours. */
export async function draw(file: Blob): Promise<OffscreenCanvasRenderingContext2D> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gave no 2D canvas to draw the photos on.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context;
}
