import { image, stack, Tensor, type Tensor3D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { InvalidImageError, TimeoutError } from '../../core/base/errors.js';
import { type Patience, patiently } from '../../core/base/patience.js';
import { isPicture, kindOf, type PictureSource } from '../../core/base/pictureSource.js';
import { readPixels } from './imagePixels.js';

/**
 * One image, in any form a page has it, of this frame or another; a Blob or File is decoded, a tensor is
 * [height, width, 3]. It is read at its own size, also an `<img>` that is larger or smaller on the page.
 */
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
 * @param patience How long each image may take to load.
 * @param onPicture Told of each image, loaded and decoded; of a tensor in place of one nothing but undefined.
 * @throws {@link InvalidImageError} for what is not an image, cannot be decoded, or does not load.
 * @throws The signal's reason, when aborted.
 */
export async function toModelTensor(
  input: ModelInput,
  patience: Patience,
  onPicture: OnPicture = () => {},
): Promise<Tensor> {
  if (!isBatch(input)) return toImageTensor(input, patience, onPicture);
  const images: Tensor[] = [];
  try {
    for (const one of input) images.push(await toImageTensor(one, patience, onPicture));
    return tidy(() => stackImages(images));
  } finally {
    for (const one of images) one.dispose();
  }
}

/** Whether it is read as an image, and is no tensor already. */
export function isImage(input: ModelInput): boolean {
  return isBatch(input) ? input.some(isImage) : !(input instanceof Tensor);
}

function isBatch(input: ModelInput): input is readonly ImageInput[] {
  return Array.isArray(input);
}

function stackImages(images: Tensor[]): Tensor4D {
  const [first] = images;
  if (!first) throw new InvalidImageError('A batch without images came.');
  for (const { shape } of images) {
    if (shape.length !== 3 || shape[2] !== first.shape[2]) {
      throw new InvalidImageError(
        `An image of shape [${shape}] came in a batch; [height, width, 3] was expected.`,
      );
    }
  }
  const size: [number, number] = [BATCH_IMAGE_SIZE, BATCH_IMAGE_SIZE];
  return stack(images.map((one) => image.resizeBilinear(one as Tensor3D, size, true))) as Tensor4D;
}

type OnPicture = (picture: PictureSource | undefined) => void;

async function toImageTensor(
  input: ImageInput,
  patience: Patience,
  onPicture: OnPicture,
): Promise<Tensor> {
  if (input instanceof Tensor) {
    onPicture(undefined);
    return usable(input).clone();
  }
  const kind = kindOf(input);
  if (kind === 'Blob' || kind === 'File') {
    const bitmap = await decode(input as Blob, patience);
    try {
      const tensor = readPixels(bitmap);
      onPicture(bitmap);
      return tensor;
    } finally {
      bitmap.close();
    }
  }
  if (!isPicture(input)) {
    throw new InvalidImageError(
      `An image, canvas, video, ImageData, ImageBitmap, VideoFrame, Blob or tensor was expected, ` +
        `[object ${kind}] came.`,
    );
  }
  if (kind === 'HTMLImageElement') await load(input as HTMLImageElement, patience);
  const tensor = readPixels(input);
  onPicture(input);
  return tensor;
}

function usable(tensor: Tensor): Tensor {
  if (tensor.isDisposed) {
    throw new InvalidImageError('A tensor came that is disposed of; keep it until it was fitted.');
  }
  if (tensor.dtype === 'complex64' || tensor.dtype === 'string') {
    throw new InvalidImageError(
      `A tensor of ${tensor.dtype} came; one of float32, int32 or bool was expected.`,
    );
  }
  return tensor;
}

async function decode(blob: Blob, patience: Patience): Promise<ImageBitmap> {
  const bitmap = createImageBitmap(blob);
  try {
    return await patiently(bitmap, 'The browser', patience);
  } catch (cause) {
    bitmap.then(
      (late) => late.close(),
      () => {},
    );
    if (patience.signal?.aborted) throw cause;
    const name = 'name' in blob ? ` '${blob.name}'` : '';
    throw new InvalidImageError(
      `The file${name} (${blob.type || 'no type'}, ${blob.size} bytes) cannot be decoded as an ` +
        'image; PNG, JPEG, WebP or another format the browser knows was expected.',
      { cause },
    );
  }
}

async function load(element: HTMLImageElement, patience: Patience): Promise<void> {
  // A lazy one that is not on the screen would not begin.
  if (!element.complete) element.loading = 'eager';
  try {
    await patiently(element.decode(), 'The image', patience);
  } catch (cause) {
    if (patience.signal?.aborted) throw cause;
    const why =
      cause instanceof TimeoutError
        ? 'does not load: it is waited for no longer'
        : 'cannot be decoded, or could not be loaded';
    throw new InvalidImageError(`The image '${element.src.slice(0, 200)}' ${why}.`, { cause });
  }
}
