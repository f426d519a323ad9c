import type { MobileNet } from '@tensorflow-models/mobilenet';
import { Reference } from 'tfjs-drift';
import type { Picture, Source } from '../sources/source.js';
import { type RecordingProgress, recording } from './recording.js';
import type { ReferenceInUse, ReferencePicture } from './referenceInUse.js';

/** Edge of the pictures that are kept to be shown, in pixels. */
const PICTURE_SIZE = 96;

/** How to record. */
export interface RecordOptions {
  /** Of sources without an end. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onPicture: (picture: Picture, progress: RecordingProgress) => void;
}

/**
 * A reference of what a source shows now.
 *
 * @throws What `Reference.fit` throws, SourceError, and the signal's reason when aborted.
 */
export async function recordReference(
  model: MobileNet,
  source: Source,
  { seconds, signal, onPicture }: RecordOptions,
): Promise<ReferenceInUse> {
  const pictures: ReferencePicture[] = [];
  const images = recording(source, seconds, (picture, progress) => {
    pictures.push({ picture: small(picture.image), label: picture.label });
    onPicture(picture, progress);
  });
  const reference = await Reference.fit(model, images, { signal });
  return {
    reference,
    origin: { kind: 'recorded', from: source },
    // Of a sample of the rows it is not known which they are.
    picture: (row) => (reference.sampledFrom ? undefined : pictures[row]),
  };
}

function small(image: ImageData): OffscreenCanvas {
  const whole = new OffscreenCanvas(image.width, image.height);
  whole.getContext('2d')!.putImageData(image, 0, 0);
  const canvas = new OffscreenCanvas(PICTURE_SIZE, PICTURE_SIZE);
  canvas.getContext('2d')!.drawImage(whole, 0, 0, PICTURE_SIZE, PICTURE_SIZE);
  return canvas;
}
