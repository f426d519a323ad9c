import type { InputProperties } from '../base/rowProperties.js';
import { pictureProperties } from './pictureProperties.js';

/** What a browser draws, by its name, also of another frame, whose classes are others. */
const PICTURES: readonly unknown[] = [
  'ImageData',
  'ImageBitmap',
  'HTMLImageElement',
  'HTMLCanvasElement',
  'OffscreenCanvas',
  'HTMLVideoElement',
  'VideoFrame',
];

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
  const kind = Object.prototype.toString.call(input).slice(8, -1);
  if (!PICTURES.includes(kind)) return undefined;
  const source = input as CanvasImageSource | ImageData;
  const [width, height] = ownSize(source);
  if (!(width > 0 && height > 0)) return undefined;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  if (kind === 'ImageData' && scale === 1) {
    const pixels = { width, height, data: (source as ImageData).data.slice() };
    return () => pictureProperties(pixels);
  }
  const drawable = kind === 'ImageData' ? put(source as ImageData) : (source as CanvasImageSource);
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = new OffscreenCanvas(columns!, rows!).getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(drawable, 0, 0, columns!, rows!);
  return () => pictureProperties(context.getImageData(0, 0, columns!, rows!), { width, height });
}

/** Of an `<img>` that of its file, whatever its size on the page. */
function ownSize(source: object): readonly [width: number, height: number] {
  const sizes = source as Readonly<Record<string, number>>;
  // An SVG may have none of its own.
  const width = sizes['naturalWidth'] || sizes['width'];
  const height = sizes['naturalHeight'] || sizes['height'];
  return [
    sizes['videoWidth'] ?? sizes['displayWidth'] ?? width ?? 0,
    sizes['videoHeight'] ?? sizes['displayHeight'] ?? height ?? 0,
  ];
}

function put(image: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}
