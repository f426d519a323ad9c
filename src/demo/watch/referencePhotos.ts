import type { PhotoSet } from '../photos/photoSet.js';

/** The first so many photos say what is normal; the live stream takes the others. */
export const REFERENCE_SIZE = 600;

/** The reference photos, decoded one at a time; `size` lets progress be shown. */
export function referencePhotos(photos: PhotoSet): Iterable<ImageData> & { readonly size: number } {
  return {
    size: REFERENCE_SIZE,
    *[Symbol.iterator]() {
      for (let index = 0; index < REFERENCE_SIZE; index++) yield photos.photo(index);
    },
  };
}
