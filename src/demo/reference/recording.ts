import { counted, type Picture, type Source } from '../sources/source.js';

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
 * end, else those of so many seconds.
 *
 * @param onPicture Told each of them, and how far the recording is with it.
 */
export async function* recording(
  source: Source,
  seconds: number,
  onPicture: (picture: Picture, progress: RecordingProgress) => void,
): AsyncGenerator<ImageData> {
  let count = 0;
  const size = source.referencePictures?.size ?? source.size;
  const start = performance.now();
  source.rewind();
  try {
    for await (const picture of source.referencePictures ?? upTo(source, seconds)) {
      count++;
      const elapsed = Math.min(seconds, (performance.now() - start) / 1000);
      onPicture(picture, {
        share: size ? count / size : elapsed / seconds,
        text: size
          ? `${count} of ${counted(size, source.noun)}`
          : `${Math.round(elapsed)} of ${seconds} s, ${counted(count, source.noun)}`,
      });
      yield picture.image;
    }
  } finally {
    source.rewind();
  }
}

async function* upTo(source: Source, seconds: number): AsyncGenerator<Picture> {
  const end = performance.now() + 1000 * seconds;
  for (;;) {
    const next = performance.now() + 1000 / FRAMES_PER_SECOND;
    const picture = await source.next(NO_DISTURBANCE);
    if (!picture) return;
    yield picture;
    if (source.size !== undefined) continue;
    if (performance.now() >= end) return;
    await new Promise((resolve) => setTimeout(resolve, next - performance.now()));
  }
}
