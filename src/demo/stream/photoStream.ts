import { seededRandom } from '../../random/seededRandom.js';
import { corrupt } from '../corruption/corrupt.js';
import { toImageData, toRgbImage } from '../corruption/imageData.js';
import type { PhotoSet } from '../photos/photoSet.js';
import { ClassMix } from './classMix.js';
import type { Disturbance } from './disturbance.js';
import { shuffled } from './shuffled.js';

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
  readonly #classMix: ClassMix;
  readonly #seed: number;
  #number = 0;

  constructor(photos: PhotoSet, first: number, seed: number) {
    this.#photos = photos;
    this.#first = first;
    this.#seed = seed;
    this.#order = shuffled(photos.size - first, seededRandom(seed));
    this.#classMix = new ClassMix(photos, first, seed);
  }

  /** The same frame for the same seed, number and disturbance, whatever came before. */
  next(disturbance: Disturbance): Frame {
    const position = this.#number++;
    const random = seededRandom(Math.imul(this.#seed + 1, this.#number));
    const index = this.#choose(position, disturbance, random);
    const image = disturbed(this.#photos.photo(index), disturbance, random);
    return { number: this.#number, label: this.#photos.label(index), image };
  }

  #choose(position: number, disturbance: Disturbance, random: () => number): number {
    const usual = this.#first + this.#order[position % this.#order.length]!;
    if (disturbance.corruption !== 'classMix') return usual;
    return this.#classMix.draw(position, disturbance.severity, random) ?? usual;
  }
}

/** A photo under a disturbance; a class mix leaves it as it is. */
export function disturbed(
  photo: ImageData,
  { corruption, severity }: Disturbance,
  random: () => number,
): ImageData {
  if (severity === 0 || corruption === 'classMix') return photo;
  return toImageData(corrupt(toRgbImage(photo), corruption, severity, random));
}
