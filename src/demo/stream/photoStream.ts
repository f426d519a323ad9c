import { seededRandom } from '../../random/seededRandom.js';
import { type CorruptionName, corrupt, type Severity } from '../corruption/corrupt.js';
import { toImageData, toRgbImage } from '../corruption/imageData.js';
import type { PhotoSet } from '../photos/photoSet.js';
import { shuffled } from './shuffled.js';

/** What is wrong with the camera. */
export interface Disturbance {
  readonly corruption: CorruptionName;
  readonly severity: Severity;
}

/** A photo as the model is given it. */
export interface Frame {
  /** Counts the frames of the stream, from 1. */
  readonly number: number;
  /** What the photo shows, by its label. */
  readonly label: string;
  readonly image: ImageData;
}

/** Photos from `first` on, in a seeded order, again and again. */
export class PhotoStream {
  readonly #photos: PhotoSet;
  readonly #first: number;
  readonly #order: readonly number[];
  readonly #seed: number;
  #number = 0;

  constructor(photos: PhotoSet, first: number, seed: number) {
    this.#photos = photos;
    this.#first = first;
    this.#seed = seed;
    this.#order = shuffled(photos.size - first, seededRandom(seed));
  }

  /** The same frame for the same seed, number and disturbance, whatever came before. */
  next(disturbance: Disturbance): Frame {
    const index = this.#first + this.#order[this.#number % this.#order.length]!;
    this.#number++;
    const random = seededRandom(Math.imul(this.#seed + 1, this.#number));
    const image = disturbed(this.#photos.photo(index), disturbance, random);
    return { number: this.#number, label: this.#photos.label(index), image };
  }
}

/** A photo under a disturbance. */
export function disturbed(
  photo: ImageData,
  { corruption, severity }: Disturbance,
  random: () => number,
): ImageData {
  if (severity === 0) return photo;
  return toImageData(corrupt(toRgbImage(photo), corruption, severity, random));
}
