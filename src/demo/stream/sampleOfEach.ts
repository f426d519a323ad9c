import type { PhotoSet } from '../photos/photoSet.js';
import { ClassMix } from '../sources/classMix.js';
import type { DisturbanceName } from './disturbance.js';
import { disturbed } from './disturbed.js';

/** A reference photo that is easy to make out, with colours and with light all over it. */
const PHOTO = 51;
const SEVERITY = 4;
const NOISE_SEED = 1;
const PHOTOS_OF_CLASS = 3;

/**
 * What each disturbance makes of one and the same photo; of the class mix, the first photos of its
 * class, to be shown side by side.
 *
 * @param first Photos before this one are the reference's.
 * @param seed The stream's.
 */
export function sampleOfEach(
  photos: PhotoSet,
  first: number,
  seed: number,
): (kind: DisturbanceName | 'clean') => readonly ImageData[] {
  const photo = photos.photo(PHOTO);
  return (kind) => {
    if (kind === 'clean') return [photo];
    if (kind === 'classMix') {
      const { photos: ofClass } = new ClassMix(photos, first, seed);
      return ofClass.slice(0, PHOTOS_OF_CLASS).map((index) => photos.photo(index));
    }
    return [disturbed(photo, { corruption: kind, severity: SEVERITY }, NOISE_SEED)];
  };
}
