import type { Random } from '../../src/core/base/random.js';

type Json = Record<string, unknown>;

export const STRANGE_VALUES: readonly unknown[] = [
  null,
  '',
  'NaN',
  '-1',
  '1e309',
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e300,
  true,
  [],
  {},
  [1, 2],
  [2 ** 40, 2 ** 40],
  '\u0000',
  '<html>',
  'x'.repeat(5000),
];

/**
 * A safetensors file with one to three faults: bytes changed, cut off, put in or repeated, or
 * anything in its header replaced, renamed, doubled or taken away.
 */
export function mutateFile(file: Uint8Array, random: Random): Uint8Array {
  let mutated = file;
  const faults = 1 + below(3, random);
  for (let i = 0; i < faults; i++) mutated = pick(MUTATIONS, random)(mutated, random);
  return mutated;
}

const MUTATIONS: readonly ((file: Uint8Array, random: Random) => Uint8Array)[] = [
  (file, random) => {
    const changed = file.slice();
    if (changed.length > 0) changed[below(changed.length, random)]! ^= 1 << below(8, random);
    return changed;
  },
  (file, random) => {
    const changed = file.slice();
    for (let i = below(8, random); i < Math.min(8, changed.length); i++) {
      changed[i] = below(256, random);
    }
    return changed;
  },
  (file, random) => file.slice(0, below(file.length + 1, random)),
  (file, random) => file.slice(below(file.length + 1, random)),
  (file, random) => {
    const at = below(file.length + 1, random);
    const added = Uint8Array.from({ length: 1 + below(64, random) }, () => below(256, random));
    return joined(file.slice(0, at), added, file.slice(at));
  },
  (file, random) => joined(file, file.slice(below(file.length + 1, random))),
  ...Array.from({ length: 6 }, () => withOtherHeader),
];

function withOtherHeader(file: Uint8Array, random: Random): Uint8Array {
  const header = readHeader(file);
  if (!header) return file;
  const places = placesIn(header.json);
  const place = pick(places, random);
  const other = pick(places, random);
  const fault = below(5, random);
  if (fault === 0) delete place.in[place.key];
  else if (fault === 1) place.in[place.key] = structuredClone(other.in[other.key]);
  else if (fault === 2) other.in[`${place.key} again`] = structuredClone(place.in[place.key]);
  else place.in[place.key] = structuredClone(pick(STRANGE_VALUES, random));
  return withHeader(JSON.stringify(header.json), header.values);
}

/** A file of any text as its header. */
export function withHeader(text: string, values: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return joined(length, json, values);
}

/** Header and values of a safetensors file; undefined where it has no header. */
export function readHeader(file: Uint8Array): { json: Json; values: Uint8Array } | undefined {
  try {
    const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
    const json = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    const isTable = typeof json === 'object' && json !== null && Object.keys(json).length > 0;
    return isTable ? { json, values: file.slice(8 + length) } : undefined;
  } catch {
    return undefined;
  }
}

/** Every value in a JSON tree, by where it stands. */
export function placesIn(tree: Json): { in: Json; key: string }[] {
  return Object.entries(tree).flatMap(([key, value]) => [
    { in: tree, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value as Json) : []),
  ]);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function below(count: number, random: Random): number {
  return Math.floor(random() * count);
}

export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[below(items.length, random)]!;
}
