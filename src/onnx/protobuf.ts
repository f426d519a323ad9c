/** As much of Protocol Buffers' wire format as is needed to find one's way in an ONNX file. */
import { ModelLoadError } from '../core/base/errors.js';

/** A field of a message; of a number its value, of all else its bytes, which are not copied. */
export interface Field {
  readonly field: number;
  readonly value: number;
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array();

/** Bytes of a field, by its wire type; -1 says that its length comes first. */
const LENGTHS: Readonly<Record<number, number>> = { 1: 8, 2: -1, 5: 4 };

/** Reads one byte after the other. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A number: seven bits a byte, the lowest first. */
  varint(): number {
    let [value, factor] = [0, 1];
    while (true) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || factor > 2 ** 63) throw damaged();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  take(length: number): Uint8Array {
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    if (bytes.length < length) throw damaged();
    this.#at += length;
    return bytes;
  }
}

/**
 * The fields of a message, in their order.
 *
 * @throws {@link ModelLoadError} for what is no such message, or ends too early.
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const reader = new Reader(message);
  while (!reader.isAtEnd) {
    const key = reader.varint();
    const field = key >>> 3;
    const type = key & 7;
    const fixed = LENGTHS[type];
    if (field === 0 || (type > 0 && fixed === undefined)) throw damaged();
    if (fixed === undefined) yield { field, value: reader.varint(), bytes: NOTHING };
    else yield { field, value: 0, bytes: reader.take(fixed < 0 ? reader.varint() : fixed) };
  }
}

/** Numbers that are packed in one field. */
export function varintsOf(packed: Uint8Array): number[] {
  const reader = new Reader(packed);
  const values: number[] = [];
  while (!reader.isAtEnd) values.push(reader.varint());
  return values;
}

/** A field that holds a message or a text. */
export function field(number: number, bytes: Uint8Array): Uint8Array {
  const head = [...varintOf(number * 8 + 2), ...varintOf(bytes.length)];
  return joined(Uint8Array.from(head), bytes);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Of nothing an empty one. */
export const textOf = (bytes?: Uint8Array): string => new TextDecoder().decode(bytes);

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function varintOf(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) + 128);
  return [...bytes, rest];
}

export function damaged(): ModelLoadError {
  return new ModelLoadError(
    'model: these bytes are no ONNX model, or only a part of one. Does the address give the whole .onnx file, ' +
      'and not a page?',
  );
}
