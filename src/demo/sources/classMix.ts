import { type Random, seededRandom } from '../../core/base/random.js';
import type { Severity } from '../corruption/corrupt.js';
import type { PhotoSet } from '../photos/photoSet.js';
import { shuffled } from './shuffled.js';

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
