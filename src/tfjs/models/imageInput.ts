import {
  browser,
  image,
  stack,
  Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { InvalidImageError } from '../../core/base/errors.js';

/** One image, in any form a page has it; a Blob or File is decoded, a tensor is [height, width, 3]. */
export type ImageInput =
  | Tensor
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLVideoElement
  | VideoFrame
  | Blob;

/** What a reference can be fitted from: images, batches of images, or batch tensors. */
export type ModelInput = ImageInput | readonly ImageInput[];

/** Images of one batch are brought to this height and width, MobileNet's own. */
const BATCH_IMAGE_SIZE = 224;

/**
 * A model input as a tensor the caller disposes of: tensors as they are, one image as
 * [height, width, 3] in 0 to 255, several as [count, 224, 224, 3].
 *
 * @throws {@link InvalidImageError} for what is not an image, or cannot be decoded.
 */
export async function toModelTensor(input: ModelInput): Promise<Tensor> {
  if (!isBatch(input)) return toImageTensor(input);
  const images: Tensor[] = [];
  try {
    for (const one of input) images.push(await toImageTensor(one));
    return tidy(() => stackImages(images));
  } finally {
    for (const one of images) one.dispose();
  }
}

function isBatch(input: ModelInput): input is readonly ImageInput[] {
  return Array.isArray(input);
}

function stackImages(images: Tensor[]): Tensor4D {
  if (images.length === 0) throw new InvalidImageError('A batch without images came.');
  for (const { shape } of images) {
    if (shape.length !== 3) {
      throw new InvalidImageError(
        `An image of shape [${shape}] came in a batch; [height, width, 3] was expected.`,
      );
    }
  }
  const size: [number, number] = [BATCH_IMAGE_SIZE, BATCH_IMAGE_SIZE];
  return stack(images.map((one) => image.resizeBilinear(one as Tensor3D, size, true))) as Tensor4D;
}

async function toImageTensor(input: ImageInput): Promise<Tensor> {
  if (input instanceof Tensor) return input.clone();
  if (isA('Blob', input)) {
    const bitmap = await decode(input as Blob);
    try {
      return fromPixels(bitmap);
    } finally {
      bitmap.close();
    }
  }
  if (isA('HTMLImageElement', input)) {
    await requireDecoded(input as HTMLImageElement);
    return fromPixels(input as HTMLImageElement);
  }
  // Imported video textures are fragile on Linux; a 2D canvas is not.
  if (isA('HTMLVideoElement', input)) {
    const { videoWidth, videoHeight } = input as HTMLVideoElement;
    return fromPixels(drawn(input as HTMLVideoElement, videoWidth, videoHeight));
  }
  if (isA('VideoFrame', input)) {
    const { displayWidth, displayHeight } = input as VideoFrame;
    return fromPixels(drawn(input as VideoFrame, displayWidth, displayHeight));
  }
  const pixelSources = ['ImageData', 'ImageBitmap', 'HTMLCanvasElement', 'OffscreenCanvas'];
  if (pixelSources.some((name) => isA(name, input))) return fromPixels(input as ImageData);
  throw new InvalidImageError(
    `An image, canvas, video, ImageData, ImageBitmap, VideoFrame, Blob or tensor was expected, ` +
      `${describe(input)} came.`,
  );
}

function fromPixels(source: Parameters<typeof browser.fromPixels>[0]): Tensor {
  try {
    return browser.fromPixels(source);
  } catch (cause) {
    throw new InvalidImageError(
      `${describe(source)} gives no pixels: ${cause instanceof Error ? cause.message : cause}. An ` +
        'image that is not empty, not closed and from this origin was expected.',
      { cause },
    );
  }
}

async function decode(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob);
  } catch (cause) {
    const name = 'name' in blob ? ` '${blob.name}'` : '';
    throw new InvalidImageError(
      `The file${name} (${blob.type || 'no type'}, ${blob.size} bytes) cannot be decoded as an ` +
        'image; PNG, JPEG, WebP or another format the browser knows was expected.',
      { cause },
    );
  }
}

async function requireDecoded(element: HTMLImageElement): Promise<void> {
  try {
    await element.decode();
  } catch (cause) {
    throw new InvalidImageError(
      `The image '${element.src}' cannot be decoded, or could not be loaded.`,
      { cause },
    );
  }
}

function drawn(source: CanvasImageSource, width: number, height: number): ImageData {
  if (!width || !height) {
    throw new InvalidImageError(
      `A video without a picture (${width} × ${height}) came; wait for its 'loadeddata' event.`,
    );
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new InvalidImageError('The browser gave no 2D canvas to draw the video on.');
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/** By name, because workers and Node lack some of these classes. */
function isA(className: string, value: unknown): boolean {
  const known = (globalThis as Record<string, unknown>)[className];
  return typeof known === 'function' && value instanceof known;
}

function describe(value: unknown): string {
  return Object.prototype.toString.call(value);
}
