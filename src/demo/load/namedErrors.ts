/** The photos of the demo are missing or broken. */
export class PhotosUnavailableError extends Error {
  override name = 'PhotosUnavailableError';
}

/** The GPU, and with it the model, is gone. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}
