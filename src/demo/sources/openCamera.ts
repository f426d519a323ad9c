import { SourceError } from './source.js';
import { playing, VideoSource } from './video.js';

/**
 * Asks for the camera, and opens it.
 *
 * @throws SourceError where it is refused, missing, in use, or not to be had on this page.
 */
export async function openCamera(): Promise<VideoSource> {
  if (!navigator.mediaDevices) {
    throw new SourceError(
      'No camera on this page',
      'Browsers give cameras to pages from https addresses and from localhost only. Open the page ' +
        'from one of these.',
    );
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: 'environment' },
    });
    const [track] = stream.getVideoTracks();
    const title = track?.label || 'Camera';
    const onLost = {
      title: 'The camera is gone',
      message: `'${title}' gives no more pictures: it was unplugged, or another program took it. Plug it in and choose the camera again.`,
    };
    return new VideoSource(await playing(stream), { kind: 'camera', title, onLost });
  } catch (cause) {
    const [title, message] = explanations[nameOf(cause)] ?? [
      'The camera could not be started',
      cause instanceof Error ? cause.message : String(cause),
    ];
    throw new SourceError(title, message, { cause });
  }
}

const explanations: Record<string, readonly [title: string, message: string]> = {
  NotAllowedError: [
    'The camera may not be used',
    'It was not allowed. Allow it in the address bar, where the camera is, and choose the camera again.',
  ],
  NotFoundError: ['No camera was found', 'Plug one in and choose the camera again.'],
  NotReadableError: [
    'The camera is busy',
    'Another program uses it. Close that one, and choose the camera again.',
  ],
};

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
