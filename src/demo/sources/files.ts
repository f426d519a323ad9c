import { seededRandom, shuffled } from '../random.js';
import type { Disturbance } from '../stream/disturbance.js';
import { type Picture, type Source, SourceError } from './source.js';
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

/** Files by what can be done with them. */
interface SortedFiles {
  readonly images: readonly File[];
  readonly videos: readonly File[];
  readonly references: readonly File[];
  readonly skipped: readonly SkippedFile[];
}

/** By type and name; whether an image can be decoded is not known before. */
export function sortFiles(files: readonly File[]): SortedFiles {
  const images: File[] = [];
  const videos: File[] = [];
  const references: File[] = [];
  const skipped: SkippedFile[] = [];
  for (const file of files) {
    if (file.name.endsWith('.safetensors')) references.push(file);
    else if (file.type.startsWith('image/')) images.push(file);
    else if (file.type.startsWith('video/')) videos.push(file);
    else skipped.push({ name: file.name, why: `is no image (${file.type || 'no type'})` });
  }
  return { images, videos, references, skipped };
}

/** All files of a drop, those in folders and their folders too. Call it in the drop's event. */
export async function filesOfDrop({ items, files }: DataTransfer): Promise<File[]> {
  // Entries are gone once the event has been handled.
  const entries = [...items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (entries.length === 0) return [...files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((...call) => (entry as FileSystemFileEntry).file(...call))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    // A reader gives at most a hundred entries a time.
    const entries = await new Promise<FileSystemEntry[]>((...call) => reader.readEntries(...call));
    if (entries.length === 0) return found;
    for (const inside of entries) found.push(...(await filesOf(inside)));
  }
}
