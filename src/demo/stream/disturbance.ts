import { seededRandom } from '../../core/base/random.js';
import { type CorruptionName, corrupt, corruptions, type Severity } from '../corruption/corrupt.js';
import { toImageData, toRgbImage } from '../corruption/image.js';
import type { PhotoSet } from '../photos/photoSet.js';
import { ClassMix } from '../sources/photos.js';

/** What the camera does to photos, or `classMix`: a drift of which photos come. */
export type DisturbanceName = CorruptionName | 'classMix';

/** What is wrong with the stream. */
export interface Disturbance {
  readonly corruption: DisturbanceName;
  readonly severity: Severity;
}

export function isDisturbanceName(name: string): name is DisturbanceName {
  return name === 'classMix' || Object.hasOwn(corruptions, name);
}

/** A disturbance in few words, such as "blur 5", for a mark on a chart. */
export function disturbanceMark({ corruption, severity }: Disturbance): string {
  if (severity === 0) return 'clean';
  const label = corruption === 'classMix' ? 'Class mix' : corruptions[corruption].label;
  const short = label.replace('Gaussian ', '').replace(' artefacts', '');
  return `${/^[A-Z]{2}/.test(short) ? short : short.toLowerCase()} ${severity}`;
}

/** An image under a disturbance; a class mix leaves it as it is. @param seed Of the noise. */
export function disturbed(
  image: ImageData,
  { corruption, severity }: Disturbance,
  seed: number,
): ImageData {
  if (severity === 0 || corruption === 'classMix') return image;
  return toImageData(corrupt(toRgbImage(image), corruption, severity, seededRandom(seed)));
}

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
