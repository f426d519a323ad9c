import { seededRandom } from '../../random/seededRandom.js';
import type { CorruptionName } from '../corruption/corrupt.js';
import type { PhotoSet } from '../photos/photoSet.js';
import { disturbed } from './photoStream.js';

/** A reference photo that is easy to make out. */
const PHOTO = 7;
const SEVERITY = 4;

/** What each disturbance makes of one and the same photo. */
export function sampleOfEach(photos: PhotoSet): (kind: CorruptionName | 'clean') => ImageData {
  const photo = photos.photo(PHOTO);
  return (kind) =>
    kind === 'clean'
      ? photo
      : disturbed(photo, { corruption: kind, severity: SEVERITY }, seededRandom(1));
}
