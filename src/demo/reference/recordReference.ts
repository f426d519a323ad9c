import type { MobileNet } from '@tensorflow-models/mobilenet';
import { Reference } from 'tfjs-drift';
import { counted, type Picture, type Source } from '../sources/source.js';
import type { ReferenceInUse, ReferencePicture } from './referenceInUse.js';

/** Edge of the pictures that are kept to be shown, in pixels. */
const PICTURE_SIZE = 96;

/** How to record. */
interface RecordOptions {
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

/** Frames a second at most: more of them tell little more. */
const FRAMES_PER_SECOND = 10;

const NO_DISTURBANCE = { corruption: 'gaussianBlur', severity: 0 } as const;

/** How far a recording has come. */
export interface RecordingProgress {
  /** 0 to 1. */
  readonly share: number;
  readonly text: string;
}

/**
 * The pictures of a source that a reference is made of, undisturbed: all of them where there is an
 * end, else those of so many seconds in which the page could be seen.
 *
 * @param onPicture Told each of them, and how far the recording is with it.
 */
async function* recording(
  source: Source,
  seconds: number,
  onPicture: (picture: Picture, progress: RecordingProgress) => void,
): AsyncGenerator<ImageData> {
  const { noun, referencePictures } = source;
  const size = referencePictures?.size ?? source.size;
  let count = 0;
  source.rewind();
  try {
    if (size !== undefined) {
      for await (const picture of referencePictures ?? toTheEnd(source)) {
        count++;
        const text = `${count} of ${counted(size, noun)}`;
        onPicture(picture, { share: count / size, text });
        yield picture.image;
      }
    } else {
      for await (const [picture, elapsed] of timed(source, seconds)) {
        const text = `${Math.round(elapsed)} of ${seconds} s, ${counted(++count, noun)}`;
        onPicture(picture, { share: elapsed / seconds, text });
        yield picture.image;
      }
    }
  } finally {
    source.rewind();
  }
}

async function* toTheEnd(source: Source): AsyncGenerator<Picture> {
  for (;;) {
    const picture = await source.next(NO_DISTURBANCE);
    if (!picture) return;
    yield picture;
  }
}

/** Pictures, each with the seconds that have gone by. */
async function* timed(
  source: Source,
  seconds: number,
): AsyncGenerator<readonly [Picture, elapsed: number]> {
  let elapsed = 0;
  while (elapsed < seconds) {
    await pageVisible();
    const start = performance.now();
    const picture = await source.next(NO_DISTURBANCE);
    if (!picture) return;
    yield [picture, elapsed];
    const rest = 1000 / FRAMES_PER_SECOND - (performance.now() - start);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    elapsed += (performance.now() - start) / 1000;
  }
}

/** Resolves once the page can be seen: browsers draw no video frames for hidden ones. */
function pageVisible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
  });
}
