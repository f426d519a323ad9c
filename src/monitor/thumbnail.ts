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
  if (size === undefined || !isDrawable(input)) return undefined;
  try {
    return drawMiddle(input, size);
  } catch (error) {
    onError?.(error);
    return undefined;
  }
}

function drawMiddle(image: ThumbnailSource, size: number): OffscreenCanvas {
  const source = image instanceof ImageData ? onCanvas(image) : image;
  const [width, height] = naturalSize(source);
  const side = Math.min(width, height);
  const thumbnail = new OffscreenCanvas(size, size);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  thumbnail.getContext('2d')!.drawImage(source, left, top, side, side, 0, 0, size, size);
  return thumbnail;
}

function isDrawable(input: unknown): input is ThumbnailSource {
  return DRAWABLE.some((name) => {
    const type = (globalThis as Record<string, unknown>)[name];
    return typeof type === 'function' && input instanceof type;
  });
}

const DRAWABLE = [
  'ImageData',
  'HTMLImageElement',
  'HTMLVideoElement',
  'HTMLCanvasElement',
  'OffscreenCanvas',
  'ImageBitmap',
  'VideoFrame',
];

function onCanvas(image: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}

function naturalSize(source: CanvasImageSource): [width: number, height: number] {
  const sizes = source as unknown as Record<string, number>;
  const width = sizes['naturalWidth'] ?? sizes['videoWidth'] ?? sizes['displayWidth'];
  const height = sizes['naturalHeight'] ?? sizes['videoHeight'] ?? sizes['displayHeight'];
  return [width ?? sizes['width']!, height ?? sizes['height']!];
}
