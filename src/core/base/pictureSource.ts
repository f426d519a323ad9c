/** What pixels can be read from. */
export type PictureSource = CanvasImageSource | ImageData;

const KINDS = [
  'ImageData',
  'ImageBitmap',
  'HTMLImageElement',
  'HTMLCanvasElement',
  'OffscreenCanvas',
  'HTMLVideoElement',
  'VideoFrame',
];

/** The name of what a value is, also of one of another frame, whose classes are others. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

export function isPicture(value: unknown): value is PictureSource {
  return KINDS.includes(kindOf(value));
}

/** In pixels, 0 where there are none (any more): of an `<img>` its file's, whatever its size on the page. */
export function pictureSize(source: object): { readonly width: number; readonly height: number } {
  const sizes = source as Readonly<Record<string, number>>;
  // An SVG may have none of its own.
  const width = sizes['naturalWidth'] || sizes['width'];
  const height = sizes['naturalHeight'] || sizes['height'];
  return {
    width: sizes['videoWidth'] ?? sizes['displayWidth'] ?? width ?? 0,
    height: sizes['videoHeight'] ?? sizes['displayHeight'] ?? height ?? 0,
  };
}

/** What a canvas can draw: pixels that lie in main memory are put on one first. */
export function drawable(source: PictureSource): CanvasImageSource {
  if (kindOf(source) !== 'ImageData') return source as CanvasImageSource;
  const image = source as ImageData;
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}
