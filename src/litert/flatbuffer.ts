/**
 * As much of FlatBuffers as is needed to find one's way in a .tflite file: a table begins with the way back to its
 * vtable, which holds where each field lies; what a field refers to lies so many bytes behind it.
 */
import { ModelLoadError } from '../core/base/errors.js';

/** Slots of a vtable come after its own size and the table's. */
const FIRST_SLOT = 4;

export class Table {
  readonly #file: DataView;
  readonly #at: number;

  constructor(file: DataView, at: number) {
    this.#file = file;
    this.#at = at;
  }

  /** Where a field lies in the file; undefined for one that is left out, as what has its default is. */
  fieldAt(slot: number): number | undefined {
    const vtable = this.#at - this.#file.getInt32(this.#at, true);
    const place = FIRST_SLOT + 2 * slot;
    if (place >= this.#file.getUint16(vtable, true)) return undefined;
    const offset = this.#file.getUint16(vtable + place, true);
    return offset === 0 ? undefined : this.#at + offset;
  }

  byte(slot: number): number {
    const at = this.fieldAt(slot);
    return at === undefined ? 0 : this.#file.getUint8(at);
  }

  integer(slot: number): number {
    const at = this.fieldAt(slot);
    return at === undefined ? 0 : this.#file.getInt32(at, true);
  }

  text(slot: number): string {
    const at = this.#referred(slot);
    if (at === undefined) return '';
    const { buffer, byteOffset } = this.#file;
    const length = this.#lengthAt(at, 1);
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + at + 4, length));
  }

  integers(slot: number): number[] {
    return this.#items(slot, (at) => this.#file.getInt32(at, true));
  }

  tables(slot: number): Table[] {
    return this.#items(slot, (at) => new Table(this.#file, at + this.#file.getUint32(at, true)));
  }

  #items<Item>(slot: number, read: (at: number) => Item): Item[] {
    const at = this.#referred(slot);
    if (at === undefined) return [];
    return Array.from({ length: this.#lengthAt(at, 4) }, (_, item) => read(at + 4 + 4 * item));
  }

  #referred(slot: number): number | undefined {
    const at = this.fieldAt(slot);
    return at === undefined ? undefined : at + this.#file.getUint32(at, true);
  }

  /** A damaged length must not fill the memory. */
  #lengthAt(at: number, itemBytes: number): number {
    const length = this.#file.getUint32(at, true);
    if (at + 4 + length * itemBytes > this.#file.byteLength) throw damaged();
    return length;
  }
}

/** The table that all others are reached from. */
export function rootOf(file: DataView): Table {
  return new Table(file, file.getUint32(0, true));
}

export function damaged(): ModelLoadError {
  return new ModelLoadError(
    'model: these bytes are no .tflite model, or only a part of one. Does the address give the whole file, and ' +
      'not a page?',
  );
}
