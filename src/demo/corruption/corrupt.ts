import type { Random } from '../random.js';
import { defocusBlur, gaussianBlur, pixelate } from './blur.js';
import type { RgbImage } from './image.js';
import { jpegArtefacts } from './jpeg.js';
import { brightness, colorCast, contrast } from './light.js';
import { gaussianNoise, impulseNoise, shotNoise, speckleNoise } from './noise.js';
import { occlusion } from './occlusion.js';

export type CorruptionName =
  | 'gaussianNoise'
  | 'shotNoise'
  | 'impulseNoise'
  | 'speckleNoise'
  | 'gaussianBlur'
  | 'defocusBlur'
  | 'pixelate'
  | 'jpegArtefacts'
  | 'brightness'
  | 'contrast'
  | 'colorCast'
  | 'occlusion';

/** 0 leaves the image as it is, 5 is the strongest. */
export type Severity = 0 | 1 | 2 | 3 | 4 | 5;

interface Corruption {
  /** What to call it on a page. */
  readonly label: string;
  /** The parameter of `apply` at severities 1 to 5. */
  readonly strengths: readonly [number, number, number, number, number];
  /** New values, which may lie outside [0, 1]. */
  readonly apply: (image: RgbImage, strength: number, random: Random) => Float32Array;
}

/**
 * TorchDrift's five corruptions and seven more, for images of about 224 × 224 pixels. Noise, blur,
 * JPEG qualities and contrast have the strengths of ImageNet-C (Hendrycks and Dietterich 2019,
 * arXiv 1903.12261). Its squares of 4 pixels are pixelation at strength 1 here, because the demo's
 * photos are enlarged from 32 × 32 pixels and hide finer ones. The strengths of the others are ours.
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
  defocusBlur: { label: 'Defocus', strengths: [3, 4, 6, 8, 10], apply: defocusBlur },
  pixelate: { label: 'Pixelation', strengths: [4, 6, 9, 13, 18], apply: pixelate },
  jpegArtefacts: { label: 'JPEG artefacts', strengths: [25, 18, 15, 10, 7], apply: jpegArtefacts },
  brightness: { label: 'Dusk', strengths: [1, 2, 3, 4, 5], apply: brightness },
  contrast: { label: 'Low contrast', strengths: [0.4, 0.3, 0.2, 0.1, 0.05], apply: contrast },
  colorCast: {
    label: 'Warm light',
    strengths: [5000, 4000, 3200, 2500, 2000],
    apply: colorCast,
  },
  occlusion: { label: 'Dirty lens', strengths: [1, 2, 4, 6, 9], apply: occlusion },
};

/**
 * A corrupted copy of an image, its values clamped to [0, 1]; the same for the same seed.
 *
 * @throws {@link RangeError} for an unknown corruption or severity.
 */
export function corrupt(
  image: RgbImage,
  corruption: CorruptionName,
  severity: Severity,
  random: Random,
): RgbImage {
  if (!Object.hasOwn(corruptions, corruption)) {
    const names = Object.keys(corruptions).map((name) => `'${name}'`);
    throw new RangeError(`corruption: ${names.join(', ')} was expected, '${corruption}' came.`);
  }
  if (!Number.isInteger(severity) || severity < 0 || severity > 5) {
    throw new RangeError(`severity: a whole number from 0 to 5 was expected, ${severity} came.`);
  }
  const { strengths, apply } = corruptions[corruption];
  const values = severity === 0 ? image.values : apply(image, strengths[severity - 1]!, random);
  return { ...image, values: values.map((x) => Math.min(Math.max(x, 0), 1)) };
}
