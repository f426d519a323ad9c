import type { PictureProperty } from './pictureProperties.js';

/** How people speak of a property. */
export interface PropertyWords {
  readonly lower: string;
  readonly higher: string;
  /** What is said of how much: the change of the median in percent, both medians as shares of the picture, or nothing. */
  readonly amount: 'percent' | 'share' | 'none';
  /**
   * A value in steps, of which one is the least that people care for: what changes are weighed against each other
   * in.
   */
  readonly steps: (value: number) => number;
  /** Changes of others that bring it about, and leave no more to be said of it. */
  readonly follows?: readonly Consequence[];
}

type Direction = 'higher' | 'lower';

interface Consequence {
  readonly direction: Direction;
  readonly of: PictureProperty;
  /** @defaultValue either */
  readonly if?: Direction;
}

/** Of what is none at all there is no logarithm. */
const LEAST = 1e-6;

/** @param share The least change that people care for, in shares of the value. @param least Added to it. */
const logarithmic =
  (share: number, least = 0) =>
  (value: number): number =>
    Math.log(Math.max(value + least, LEAST)) / Math.log1p(share);

const linear =
  (step: number) =>
  (value: number): number =>
    value / step;

const pictureWords: Readonly<Record<PictureProperty, PropertyWords>> = {
  brightness: {
    lower: 'darker',
    higher: 'brighter',
    amount: 'percent',
    steps: logarithmic(0.1, 0.01),
  },
  contrast: {
    lower: 'contrast lower',
    higher: 'contrast higher',
    amount: 'percent',
    steps: logarithmic(0.15, 0.01),
  },
  sharpness: {
    lower: 'less sharp',
    higher: 'sharper',
    amount: 'none',
    steps: logarithmic(0.2),
    // Noise looks like detail.
    follows: [{ direction: 'higher', of: 'noise', if: 'higher' }],
  },
  noise: {
    lower: 'less noisy',
    higher: 'noisier',
    amount: 'none',
    // One of 255 is hardly seen.
    steps: logarithmic(0.5, 1 / 255),
    // What takes detail away takes noise away.
    follows: [{ direction: 'lower', of: 'sharpness', if: 'lower' }],
  },
  redGreen: { lower: 'greener', higher: 'redder', amount: 'none', steps: linear(0.05) },
  yellowBlue: { lower: 'bluer', higher: 'yellower', amount: 'none', steps: linear(0.05) },
  saturation: {
    lower: 'colours paler',
    higher: 'colours stronger',
    amount: 'percent',
    steps: linear(0.05),
    follows: [
      { direction: 'higher', of: 'redGreen' },
      { direction: 'higher', of: 'yellowBlue' },
    ],
  },
  plainPart: {
    lower: 'fewer plain areas',
    higher: 'more plain areas',
    amount: 'share',
    steps: linear(0.05),
  },
  darkPart: {
    lower: 'fewer dark areas',
    higher: 'more dark areas',
    amount: 'share',
    steps: linear(0.01),
  },
  size: { lower: 'smaller', higher: 'larger', amount: 'percent', steps: logarithmic(0.05) },
  aspect: { lower: 'narrower', higher: 'wider', amount: 'percent', steps: logarithmic(0.05) },
};

export function isPictureProperty(name: string): name is PictureProperty {
  return Object.hasOwn(pictureWords, name);
}

/**
 * Those of a picture's property, or what can be said of any other.
 *
 * @param spread Standard deviation of the reference's values, half of which is one step of an unknown property.
 */
export function wordsOf(name: string, spread: number): PropertyWords {
  if (isPictureProperty(name)) return pictureWords[name];
  return {
    lower: `${name} lower`,
    higher: `${name} higher`,
    amount: 'percent',
    steps: linear(spread / 2),
  };
}
