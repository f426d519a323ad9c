import { playing } from './playing.js';
import { SourceError } from './sourceError.js';
import { VideoSource } from './video.js';

/** @throws SourceError where the browser cannot play the file. */
export async function openVideoFile(file: File): Promise<VideoSource> {
  const url = URL.createObjectURL(file);
  const release = (): void => URL.revokeObjectURL(url);
  try {
    const video = await playing(url);
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
