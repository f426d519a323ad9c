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
