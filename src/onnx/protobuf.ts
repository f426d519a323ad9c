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

/**
 * The fields of a message, in their order.
 *
 * @throws {@link ModelLoadError} for what is no such message, or ends too early.
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    while (true) {
      const byte = message[at++];
      if (byte === undefined || factor > 2 ** 63) throw damaged();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  while (at < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const type = key % 8;
    if (field === 0) throw damaged();
    if (type === 0) {
      yield { field, value: varint(), bytes: NOTHING };
      continue;
    }
    const fixed = LENGTHS[type];
    if (fixed === undefined) throw damaged();
    const length = fixed < 0 ? varint() : fixed;
    if (at + length > message.length) throw damaged();
    yield { field, value: 0, bytes: message.subarray(at, at + length) };
    at += length;
  }
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

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function varintOf(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function damaged(): ModelLoadError {
  return new ModelLoadError(
    'model: these bytes are no ONNX model, or only a part of one. Give the whole .onnx file.',
  );
}
