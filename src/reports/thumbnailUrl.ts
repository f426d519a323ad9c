const MAX_WIDTH = 64;
const JPEG_QUALITY = 0.7;

/**
 * A thumbnail as JPEG in a data URL, at most 64 pixels wide. Made at once and not by the canvas's
 * own `convertToBlob`, which takes until after the page is closed; undefined where there is no
 * document, as in a worker.
 *
 * @throws SecurityError for a picture from another origin.
 */
export function thumbnailUrl(thumbnail: OffscreenCanvas): string | undefined {
  if (typeof document === 'undefined') return undefined;
  const scale = Math.min(1, MAX_WIDTH / thumbnail.width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(thumbnail.width * scale));
  canvas.height = Math.max(1, Math.round(thumbnail.height * scale));
  canvas.getContext('2d')!.drawImage(thumbnail, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', JPEG_QUALITY);
}
