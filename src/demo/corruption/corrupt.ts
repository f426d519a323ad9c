import { InvalidOptionError } from '../../errors.js';
import type { Random } from '../../random/seededRandom.js';
import { gaussianBlur } from './gaussianBlur.js';
import { gaussianNoise } from './gaussianNoise.js';
import { impulseNoise } from './impulseNoise.js';
import type { RgbImage } from './rgbImage.js';
import { shotNoise } from './shotNoise.js';
import { speckleNoise } from './speckleNoise.js';

export type CorruptionName =
  | 'gaussianNoise'
  | 'shotNoise'
  | 'impulseNoise'
  | 'speckleNoise'
  | 'gaussianBlur';

/** 0 leaves the image as it is, 5 is the strongest. */
export type Severity = 0 | 1 | 2 | 3 | 4 | 5;

export interface Corruption {
  /** What to call it on a page. */
  readonly label: string;
  /** The parameter of `apply` at severities 1 to 5. */
  readonly strengths: readonly [number, number, number, number, number];
  /** New values, which may lie outside [0, 1]. */
  readonly apply: (image: RgbImage, strength: number, random: Random) => Float32Array;
}

/**
 * TorchDrift's five corruptions, with the strengths of ImageNet-C (Hendrycks and Dietterich 2019,
 * arXiv 1903.12261), which are meant for images of about 224 × 224 pixels.
 */
export const corruptions: Readonly<Record<CorruptionName, Corruption>> = {
  gaussianNoise: {
    label: 'Gaussian noise',
    strengths: [0.08, 0.12, 0.18, 0.26, 0.38],
    apply: gaussianNoise,
  },
  shotNoise: { label: 'Shot noise', strengths: [60, 25, 12, 5, 3], apply: shotNoise },
  impulseNoise: {
    label: 'Impulse noise',
    strengths: [0.03, 0.06, 0.09, 0.17, 0.27],
    apply: impulseNoise,
  },
  speckleNoise: {
    label: 'Speckle noise',
    strengths: [0.15, 0.2, 0.35, 0.45, 0.6],
    apply: speckleNoise,
  },
  gaussianBlur: { label: 'Gaussian blur', strengths: [1, 2, 3, 4, 6], apply: gaussianBlur },
};

/**
 * A corrupted copy of an image, its values clamped to [0, 1]; the same for the same seed.
 *
 * @throws {@link InvalidOptionError} for an unknown corruption or severity.
 */
export function corrupt(
  image: RgbImage,
  corruption: CorruptionName,
  severity: Severity,
  random: Random,
): RgbImage {
  if (!Object.hasOwn(corruptions, corruption)) {
    const names = Object.keys(corruptions).map((name) => `'${name}'`);
    throw new InvalidOptionError(
      `corruption: ${names.join(', ')} was expected, '${corruption}' came.`,
    );
  }
  if (!Number.isInteger(severity) || severity < 0 || severity > 5) {
    throw new InvalidOptionError(
      `severity: a whole number from 0 to 5 was expected, ${severity} came.`,
    );
  }
  const { strengths, apply } = corruptions[corruption];
  const values = severity === 0 ? image.values : apply(image, strengths[severity - 1]!, random);
  return { ...image, values: values.map((x) => Math.min(Math.max(x, 0), 1)) };
}
