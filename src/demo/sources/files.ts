import { seededRandom } from '../../core/base/random.js';
import type { Disturbance } from '../stream/disturbance.js';
import { shuffled } from './shuffled.js';
import type { Picture, Source } from './source.js';
import { SourceError } from './sourceError.js';
import { SquareOf } from './squareOf.js';

/** A file that was left out. */
export interface SkippedFile {
  readonly name: string;
  readonly why: string;
}

/**
 * Image files, each once, in a seeded random order: files of a folder often lie there by the time or
 * place at which they were made. One that cannot be decoded is skipped and told of.
 */
export class ImageFiles implements Source {
  readonly kind = 'files';
  readonly noun = 'image';
  readonly sampling = 'independent';
  readonly title: string;
  readonly #files: readonly File[];
  readonly #order: readonly number[];
  readonly #onSkip: (skipped: SkippedFile) => void;
  readonly #square = new SquareOf();
  readonly #broken = new Set<File>();
  #position = 0;
  #number = 0;

  constructor(files: readonly File[], seed: number, onSkip: (skipped: SkippedFile) => void) {
    if (files.length === 0) {
      throw new SourceError(
        'No images were found',
        'None of the files is an image. Choose PNG, JPEG or WebP files, or a folder of them.',
      );
    }
    this.title = files.length === 1 ? files[0]!.name : `${files.length} files`;
    this.#files = files;
    this.#order = shuffled(files.length, seededRandom(seed));
    this.#onSkip = onSkip;
  }

  get size(): number {
    return this.#files.length - this.#broken.size;
  }

  async next(_: Disturbance): Promise<Picture | undefined> {
    while (this.#position < this.#files.length) {
      const file = this.#files[this.#order[this.#position++]!]!;
      if (this.#broken.has(file)) continue;
      const image = await this.#decode(file);
      if (image) return { number: ++this.#number, image, caption: 'File', label: file.name };
      this.#broken.add(file);
      this.#onSkip({ name: file.name, why: 'cannot be decoded as an image' });
    }
    if (this.size > 0) return undefined;
    throw new SourceError(
      'No image could be read',
      'No file can be decoded as an image. Choose PNG, JPEG or WebP files.',
    );
  }

  rewind(): void {
    this.#position = this.#number = 0;
  }

  close(): void {}

  async #decode(file: File): Promise<ImageData | undefined> {
    try {
      const bitmap = await createImageBitmap(file);
      try {
        return this.#square.draw(bitmap, bitmap.width, bitmap.height);
      } finally {
        bitmap.close();
      }
    } catch {
      return undefined;
    }
  }
}
