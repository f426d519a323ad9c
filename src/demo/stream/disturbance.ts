import { type CorruptionName, corrupt, corruptions, type Severity } from '../corruption/corrupt.js';
import { toImageData, toRgbImage } from '../corruption/image.js';
import { seededRandom } from '../random.js';

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
