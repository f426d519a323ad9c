import { SourceError } from './source.js';
import { playing, VideoSource } from './video.js';

/**
 * Asks for a tab, a window or the screen.
 *
 * @throws SourceError where nothing is shared, or the browser cannot do it.
 */
export async function openScreen(): Promise<VideoSource> {
  if (!navigator.mediaDevices?.getDisplayMedia) {
    throw new SourceError(
      'This browser shares no screen',
      'Phones do not, and pages need an https address or localhost. Choose the camera instead.',
    );
  }
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
    const onLost = {
      title: 'The screen is no longer shared',
      message: 'Sharing was ended. Choose the screen again to go on.',
    };
    const video = await playing(stream);
    return new VideoSource(video, { kind: 'screen', title: 'Shared screen', onLost });
  } catch (cause) {
    const isRefusal = cause instanceof Error && cause.name === 'NotAllowedError';
    throw new SourceError(
      isRefusal ? 'No screen is shared' : 'The screen could not be shared',
      isRefusal
        ? 'Nothing was chosen, or it was not allowed. Choose the screen again to be asked again.'
        : String(cause instanceof Error ? cause.message : cause),
      { cause },
    );
  }
}
