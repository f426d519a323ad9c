import { fetchFile } from './fetchFile.js';

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
      return resizeBilinear(context.getImageData(x, y, photoSize, photoSize), PHOTO_SIZE);
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

/** Pixels as in ImageData: RGBA, row-major, 0 to 255. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Bilinear resampling to size × size, pixel centres aligned. Own code, because a canvas resamples
 * differently from browser to browser, and the shipped reference must fit everywhere.
 */
function resizeBilinear(source: Pixels, size: number): ImageData {
  const target = new ImageData(size, size);
  const { width, data } = source;
  const columns = samplePositions(width, size);
  let to = 0;
  for (const row of samplePositions(source.height, size)) {
    const above = row.low * width;
    const below = row.high * width;
    for (const { low, high, weight } of columns) {
      for (let channel = 0; channel < 4; channel++) {
        const from = 4 * low + channel;
        const next = 4 * high + channel;
        const top = mix(data[4 * above + from]!, data[4 * above + next]!, weight);
        const bottom = mix(data[4 * below + from]!, data[4 * below + next]!, weight);
        target.data[to++] = mix(top, bottom, row.weight);
      }
    }
  }
  return target;
}

interface SamplePosition {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

function samplePositions(from: number, to: number): SamplePosition[] {
  return Array.from({ length: to }, (_, i) => {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(position);
    return { low, high: Math.min(low + 1, from - 1), weight: position - low };
  });
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}
