import { type Picture, type Source, SourceError, type SourceKind } from './source.js';
import { SquareOf } from './squareOf.js';

/** A shared screen on which nothing moves gives no new frame: after so long the old one counts. */
const LONGEST_WAIT_MS = 1_000;

/** What a video is, for people. */
interface VideoTitle {
  readonly kind: SourceKind;
  readonly title: string;
  /** What to say when its stream ends by itself. */
  readonly onLost?: { readonly title: string; readonly message: string };
}

/** The frames of a camera, of a shared screen or of a video file, as they come. */
export class VideoSource implements Source {
  readonly kind: SourceKind;
  readonly title: string;
  readonly noun = 'frame';
  readonly sampling = 'video';
  readonly size = undefined;
  readonly #video: HTMLVideoElement;
  readonly #square = new SquareOf();
  readonly #lost: Promise<never>;
  readonly #onClose: () => void;
  #number = 0;

  /**
   * @param video Plays already.
   * @param onClose Gives back what the video shows.
   */
  constructor(
    video: HTMLVideoElement,
    { kind, title, onLost }: VideoTitle,
    onClose: () => void = () => {},
  ) {
    this.kind = kind;
    this.title = title;
    this.#video = video;
    this.#onClose = onClose;
    this.#lost = new Promise((_, reject) => {
      const tracks = video.srcObject instanceof MediaStream ? video.srcObject.getTracks() : [];
      for (const track of tracks) {
        track.addEventListener('ended', () => {
          if (onLost) reject(new SourceError(onLost.title, onLost.message));
        });
      }
    });
    // Nobody may be waiting when it happens; the next call of `next` tells.
    this.#lost.catch(() => {});
  }

  async next(): Promise<Picture | undefined> {
    const video = this.#video;
    if (video.ended) return undefined;
    if (video.paused) await video.play();
    await Promise.race([this.#lost, nextFrame(video)]);
    if (video.ended) return undefined;
    const image = this.#square.draw(video, video.videoWidth, video.videoHeight);
    return { number: ++this.#number, image, caption: 'Source', label: this.title };
  }

  rewind(): void {
    if (this.#video.src) this.#video.currentTime = 0;
  }

  close(): void {
    const video = this.#video;
    video.pause();
    if (video.srcObject instanceof MediaStream) {
      for (const track of video.srcObject.getTracks()) track.stop();
      video.srcObject = null;
    } else {
      // Before the file's address is given back, which it would be loaded from once more.
      video.removeAttribute('src');
      video.load();
    }
    this.#onClose();
  }
}

/** Resolves with the next frame, at the end, or when none comes for long. */
function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      video.cancelVideoFrameCallback(callback);
      video.removeEventListener('ended', done);
      resolve();
    };
    const timer = setTimeout(done, LONGEST_WAIT_MS);
    const callback = video.requestVideoFrameCallback(done);
    video.addEventListener('ended', done);
  });
}

/**
 * A silent video element that plays.
 *
 * @param source A stream, or the address of a file.
 * @throws What the browser says where it cannot play it.
 */
export async function playing(source: MediaStream | string): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  if (typeof source === 'string') video.src = source;
  else video.srcObject = source;
  await video.play();
  return video;
}

/** @throws SourceError where the browser cannot play the file. */
export async function openVideoFile(file: File): Promise<VideoSource> {
  const url = URL.createObjectURL(file);
  const release = (): void => URL.revokeObjectURL(url);
  try {
    const video = await playing(url);
    // Thresholds may have to be calibrated before its first frame is looked at.
    video.pause();
    video.currentTime = 0;
    return new VideoSource(video, { kind: 'video', title: file.name }, release);
  } catch (cause) {
    release();
    throw new SourceError(
      'The video cannot be played',
      `'${file.name}' (${file.type || 'no type'}) is not a video that this browser knows. Choose an ` +
        'MP4 or WebM file.',
      { cause },
    );
  }
}
