import type { Severity } from '../corruption/corrupt.js';
import type { PhotoHead } from '../photos/photoHead.js';
import type { PhotoSet } from '../photos/photoSet.js';
import {
  REFERENCE_SIZE,
  SAMPLE,
  type Samples,
  type ShippedPhotos,
} from '../photos/shippedPhotos.js';
import { type Random, seededRandom, shuffled } from '../random.js';
import { type Disturbance, disturbed } from '../stream/disturbance.js';
import type { Picture, Source } from './source.js';

/** CIFAR-10's photos: the first ones make the reference, the others come live. */
export function cifarPhotos(photos: PhotoSet, head: PhotoHead): ShippedPhotos {
  return {
    name: 'cifar10',
    referenceFile: 'reference.safetensors',
    referencePicture: (row) => ({
      label: labelOf(photos, row),
      get picture() {
        return photos.photo(row);
      },
    }),
    stream: (seed) => new PhotoStream(photos, REFERENCE_SIZE, seed, head),
    samples: (seed) => sampleOfEach(photos, REFERENCE_SIZE, seed),
  };
}

/** Photos from `first` on, in a seeded order, again and again; a reference is made of those before. */
export class PhotoStream implements Source {
  readonly kind = 'photos';
  readonly title = 'CIFAR-10';
  readonly noun = 'photo';
  readonly sampling = 'independent';
  readonly size = undefined;
  readonly head: PhotoHead;
  readonly referencePictures: Iterable<Picture> & { readonly size: number };
  readonly #photos: PhotoSet;
  readonly #first: number;
  readonly #order: readonly number[];
  readonly #classMix: ClassMix;
  readonly #seed: number;
  #number = 0;

  constructor(photos: PhotoSet, first: number, seed: number, head: PhotoHead) {
    this.head = head;
    this.#photos = photos;
    this.#first = first;
    this.#seed = seed;
    this.#order = shuffled(photos.size - first, seededRandom(seed));
    this.#classMix = new ClassMix(photos, first, seed);
    const picture = (index: number): Picture => this.#picture(index, index + 1);
    this.referencePictures = {
      size: first,
      *[Symbol.iterator]() {
        for (let index = 0; index < first; index++) yield picture(index);
      },
    };
  }

  /** The same photo for the same seed, number and disturbance, whatever came before. */
  async next(disturbance: Disturbance): Promise<Picture> {
    const position = this.#number++;
    return this.#picture(this.#choose(position, disturbance), this.#number);
  }

  rewind(): void {
    this.#number = 0;
  }

  close(): void {}

  #choose(position: number, { corruption, severity }: Disturbance): number {
    const usual = this.#first + this.#order[position % this.#order.length]!;
    if (corruption !== 'classMix') return usual;
    const random = seededRandom(Math.imul(this.#seed + 1, position + 1));
    return this.#classMix.draw(position, severity, random) ?? usual;
  }

  #picture(index: number, number: number): Picture {
    const label = labelOf(this.#photos, index);
    return {
      number,
      image: this.#photos.photo(index),
      caption: 'The photo shows',
      label,
      right: [this.#photos.label(index)],
    };
  }
}

function labelOf(photos: PhotoSet, index: number): string {
  const name = photos.label(index);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** How likely a photo is drawn from the one class instead of from all, by severity. */
export const classShares = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

/** Makes the order of photos differ from the stream's own. */
const SEED_OFFSET = 0x51ed270b;

/**
 * A drift of the mix of classes: more and more photos show one and the same class, each of them as
 * normal as before (label shift). The seed chooses the class, and the order of its photos.
 */
export class ClassMix {
  /** Indices of the class's photos, in the order in which they come. */
  readonly photos: readonly number[];

  /** @param first Photos before this index are left out. */
  constructor(photos: PhotoSet, first: number, seed: number) {
    const live = Array.from({ length: photos.size - first }, (_, i) => first + i);
    const labels = [...new Set(live.map((index) => photos.label(index)))].sort();
    const random = seededRandom(seed + SEED_OFFSET);
    const label = labels[Math.floor(random() * labels.length)];
    const ofClass = live.filter((index) => photos.label(index) === label);
    this.photos = shuffled(ofClass.length, random).map((i) => ofClass[i]!);
  }

  /**
   * The photo of the class that comes in place of the stream's own, or undefined for that one.
   * What is drawn at one severity is drawn at every higher one too.
   *
   * @param position Place in the stream, from 0.
   * @param random One number is drawn from it.
   */
  draw(position: number, severity: Severity, random: Random): number | undefined {
    if (random() >= classShares[severity]) return undefined;
    return this.photos[position % this.photos.length];
  }
}

/** A reference photo that is easy to make out, with colours and with light all over it. */
const PHOTO = 51;
const PHOTOS_OF_CLASS = 3;

/**
 * What each disturbance makes of one and the same photo; of the class mix, the first photos of its
 * class, to be shown side by side.
 *
 * @param first Photos before this one are the reference's.
 * @param seed The stream's.
 */
function sampleOfEach(photos: PhotoSet, first: number, seed: number): Samples {
  const photo = photos.photo(PHOTO);
  return (kind) => {
    if (kind === 'clean') return [photo];
    if (kind === 'classMix') {
      const { photos: ofClass } = new ClassMix(photos, first, seed);
      return ofClass.slice(0, PHOTOS_OF_CLASS).map((index) => photos.photo(index));
    }
    return [disturbed(photo, { corruption: kind, severity: SAMPLE.severity }, SAMPLE.seed)];
  };
}
