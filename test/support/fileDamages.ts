import type { Random } from '../../src/core/base/random.js';
import { below, joined, pick, placesIn, readHeader, withHeader } from './mutateFile.js';

/** What the header of a reference file holds. */
export type Header = Record<
  string,
  { dtype: string; shape: number[]; data_offsets: [number, number] }
> & {
  __metadata__: Record<string, string>;
};

/** With another header, changed in place or given anew. */
export function reheaded(file: Uint8Array, change: (header: Header) => unknown): Uint8Array {
  const { json, values } = readHeader(file)!;
  const changed = change(json as Header) ?? json;
  return withHeader(typeof changed === 'string' ? changed : JSON.stringify(changed), values);
}

const tensorsOf = ({ __metadata__: _, ...tensors }: Header) => Object.values(tensors);

const HUGE = [2 ** 31, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER, 1e300];

/** One fault of a kind; `isKnown` where every one of them can be told from the file alone. */
export const damages: readonly {
  readonly kind: string;
  readonly isKnown: boolean;
  readonly damage: (file: Uint8Array, random: Random) => Uint8Array;
}[] = [
  {
    kind: 'a bit of the values',
    isKnown: false,
    damage: (file, random) => {
      const { values } = readHeader(file)!;
      const changed = file.slice();
      changed[file.length - 1 - below(values.length, random)]! ^= 1 << below(8, random);
      return changed;
    },
  },
  {
    kind: 'a bit of the header',
    isKnown: false,
    damage: (file, random) => {
      const changed = file.slice();
      changed[below(file.length - readHeader(file)!.values.length, random)]! ^=
        1 << below(8, random);
      return changed;
    },
  },
  {
    kind: 'cut off',
    isKnown: true,
    damage: (file, random) => file.slice(0, below(file.length, random)),
  },
  {
    kind: 'something behind it',
    isKnown: true,
    damage: (file, random) => joined(file, file.slice(-1 - below(64, random))),
  },
  {
    kind: 'a name twice',
    isKnown: true,
    damage: (file, random) =>
      reheaded(file, (header) => {
        const { in: table, key } = pick(
          placesIn(header).filter((place) => !Array.isArray(place.in)),
          random,
        );
        const value = pick(Object.values(table), random);
        const again = `{${JSON.stringify(key)}:${JSON.stringify(value)},`;
        return JSON.stringify(header).replace(
          JSON.stringify(table),
          (text) => again + text.slice(1),
        );
      }),
  },
  {
    kind: 'a name twice in the calibrations',
    isKnown: true,
    damage: (file, random) =>
      reheaded(file, ({ __metadata__: metadata, ...tensors }) => {
        const key = pick(['windowSize', 'bandwidth', 'tail', 'kernel'], random);
        const calibrations = metadata['calibrations']!.replace('{', `{"${key}":${random()},`);
        return { __metadata__: { ...metadata, calibrations }, ...tensors };
      }),
  },
  {
    kind: 'metadata in each other’s place',
    isKnown: false,
    damage: (file, random) =>
      reheaded(file, ({ __metadata__: metadata }) => {
        const [a, b] = [pick(Object.keys(metadata), random), pick(Object.keys(metadata), random)];
        [metadata[a], metadata[b]] = [metadata[b]!, metadata[a]!];
      }),
  },
  {
    kind: 'a huge claim of a tensor',
    isKnown: true,
    damage: (file, random) =>
      reheaded(file, (header) => {
        const { shape, data_offsets: offsets } = pick(tensorsOf(header), random);
        const list = pick([shape, offsets], random);
        list[below(list.length, random)] = pick(HUGE, random);
        return JSON.stringify(header);
      }),
  },
  {
    kind: 'a huge claim of the metadata',
    isKnown: false,
    damage: (file, random) =>
      reheaded(file, ({ __metadata__: metadata }) => {
        metadata[pick(Object.keys(metadata), random)] = `${pick(HUGE, random)}`;
      }),
  },
  {
    kind: 'nested deep',
    isKnown: true,
    damage: (file, random) =>
      reheaded(file, (header) => {
        const depth = pick([10, 100, 1_000, 30_000], random);
        const deep = pick(['[', '{"a":'], random).repeat(depth);
        const shut = (deep[0] === '[' ? ']' : '}').repeat(depth);
        return JSON.stringify(header).replace(/"F32"/, `${deep}0${shut}`);
      }),
  },
  {
    kind: 'another type of values',
    isKnown: true,
    damage: (file, random) =>
      reheaded(file, (header) => {
        const others = ['F64', 'F16', 'BF16', 'I32', 'U8', 'BOOL', 'F8_E4M3', 'f32', ''];
        const tensor = pick(tensorsOf(header), random);
        tensor.dtype = pick(
          others.filter((type) => type !== tensor.dtype),
          random,
        );
        return JSON.stringify(header);
      }),
  },
  {
    kind: 'the bytes of another tensor',
    isKnown: false,
    damage: (file, random) =>
      reheaded(file, (header) => {
        const [a, b] = [pick(tensorsOf(header), random), pick(tensorsOf(header), random)];
        [a.data_offsets, b.data_offsets] = [b.data_offsets, a.data_offsets];
        return JSON.stringify(header);
      }),
  },
];
