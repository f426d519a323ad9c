import { seededRandom } from '../../core/base/random.js';
import type { PhotoSet } from '../photos/photoSet.js';
import type { Disturbance } from '../stream/disturbance.js';
import { ClassMix } from './classMix.js';
import { shuffled } from './shuffled.js';
import type { Picture, Source } from './source.js';

/** Photos from `first` on, in a seeded order, again and again; a reference is made of those before. */
export class PhotoStream implements Source {
  readonly kind = 'photos';
  readonly title = 'CIFAR-10';
  readonly noun = 'photo';
  readonly sampling = 'independent';
  readonly size = undefined;
  readonly referencePictures: Iterable<Picture> & { readonly size: number };
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
    const name = this.#photos.label(index);
    const label = name.charAt(0).toUpperCase() + name.slice(1);
    return { number, image: this.#photos.photo(index), caption: 'The photo shows', label };
  }
}
