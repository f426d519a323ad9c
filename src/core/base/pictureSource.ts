/** What pixels can be read from. */
export type PictureSource = CanvasImageSource | ImageData;

const KINDS = /^(Image(Data|Bitmap)|HTML(Image|Canvas|Video)Element|OffscreenCanvas|VideoFrame)$/;

/** The name of what a value is, also of one of another frame, whose classes are others. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

export function isPicture(value: unknown): value is PictureSource {
  return KINDS.test(kindOf(value));
}

/** In pixels, 0 where there are none (any more): of an `<img>` its file's, whatever its size on the page. */
export function pictureSize(source: object): { readonly width: number; readonly height: number } {
  const sizes = source as Readonly<Record<string, number>>;
  const along = (side: 'Width' | 'Height'): number =>
    sizes[`video${side}`] ??
    sizes[`display${side}`] ??
    // An SVG may have none of its own.
    (sizes[`natural${side}`] || sizes[side.toLowerCase()]) ??
    0;
  return { width: along('Width'), height: along('Height') };
}

/** What a canvas can draw: pixels that lie in main memory are put on one first. */
export function drawable(source: PictureSource): CanvasImageSource {
  if (kindOf(source) !== 'ImageData') return source as CanvasImageSource;
  const image = source as ImageData;
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}
