import { requireType } from '../core/base/checks.js';
import { ModelLoadError } from '../core/base/errors.js';
import { suggestion } from '../core/base/names.js';
import { candidatesOf } from './candidates.js';
import {
  graphOf,
  isReadable,
  type LiteRtBytes,
  type LiteRtGraph,
  type NamedOutput,
  tensorNamed,
  viewOf,
} from './graph.js';

/** Outputs that models have only since they were tapped here, by name: the app does not know of them. */
export const tapped = new Set<string>();

/**
 * A model with one more output: a tensor within it, which LiteRT.js then computes in the same run. New lists of
 * outputs are appended to the file, and the references to the old ones are led there; all other bytes stay as
 * they are. A runtime cannot fuse across a tensor that it has to give away: predictions stay the same to
 * rounding, and bit for bit where nothing was fused there.
 *
 * A .tflite file is a FlatBuffer: what refers to a list says how many bytes further on it lies, so that it may
 * lie at the very end.
 *
 * @param model The bytes of a .tflite file; they stay as they are. Of several signatures the first one is
 *   tapped, and those that share its graph.
 * @param options.output Name of a tensor within it. @defaultValue the first of `liteRtCandidates(model)`
 * @returns The bytes of the tapped model; of a model that has this output already, its own.
 * @throws ModelLoadError for other bytes, a model that has no such tensor, or a tensor of a type that LiteRT.js
 *   does not give, such as int8.
 * @throws InvalidOptionError for what is no bytes.
 *
 * @example
 * const [{ name }] = liteRtCandidates(bytes);
 * const model = await loadAndCompile(tapLiteRt(bytes, { output: name }), { accelerator: 'wasm' });
 */
export function tapLiteRt(
  model: LiteRtBytes,
  options: { readonly output?: string } = {},
): Uint8Array<ArrayBuffer> {
  requireType('output', options.output, 'string');
  const bytes = viewOf(model);
  const graph = graphOf(bytes);
  const name = options.output ?? candidatesOf(graph)[0]?.name;
  const tensor = name === undefined ? undefined : tensorNamed(graph, name);
  if (tensor === undefined) throw noSuchTensor(graph, name);
  if (graph.outputs.some((output) => output.tensor === tensor)) {
    return bytes as Uint8Array<ArrayBuffer>;
  }
  const { type } = graph.tensors[tensor]!;
  if (!isReadable(type)) {
    throw new ModelLoadError(
      `output: '${name}' is of type ${type}, which LiteRT.js does not give; float32 was expected. ${ADVICE}`,
    );
  }
  tapped.add(name!);
  return withOutput(bytes, graph, { name: name!, tensor });
}

const ADVICE =
  'Convert the model with dynamic range or float16 quantisation: its features are float32.';

function noSuchTensor(graph: LiteRtGraph, output: string | undefined): ModelLoadError {
  if (output === undefined) {
    const isQuantised = graph.tensors.some(({ type }) => type === 'int8');
    return new ModelLoadError(
      `output: the model has no layer to take features from; ${isQuantised ? `it computes in int8. ${ADVICE}` : 'name a tensor.'}`,
    );
  }
  const names = candidatesOf(graph).map(({ name }) => name);
  return new ModelLoadError(
    `output: no operation of the model computes '${output}'${suggestion(output, names)} What lies within a loop, ` +
      'a branch or another signature cannot be tapped.',
  );
}

/** References are of 31 bits. */
const MAX_BYTES = 2 ** 31;

/** Bytes of a table's vtable and of the table, and where in it its two fields are. */
const MAP_VTABLE = [8 + (12 << 16), 4 + (8 << 16)];

function withOutput(
  bytes: Uint8Array,
  { lists }: LiteRtGraph,
  added: NamedOutput,
): Uint8Array<ArrayBuffer> {
  const start = padded(bytes.length);
  const words: number[] = [];
  const here = (): number => start + 4 * words.length;

  /** A table of a name and a tensor; names must lie behind it. */
  const appendMap = ({ name, tensor }: NamedOutput): number => {
    const vtable = here();
    words.push(...MAP_VTABLE);
    const map = here();
    words.push(map - vtable, 8, tensor);
    const text = new TextEncoder().encode(name);
    const ended = new Uint8Array(padded(text.length + 1));
    ended.set(text);
    words.push(text.length, ...new Uint32Array(ended.buffer));
    return map;
  };
  const ends = lists.map(({ isNamed, outputs }) => {
    const all = [...outputs, added];
    // The list comes first, as all that it refers to lies behind it.
    const list = here();
    words.push(all.length, ...all.map(({ tensor }) => tensor));
    if (isNamed) {
      all.forEach((output, at) => {
        const item = list + 4 + 4 * at;
        words[(item - start) / 4] = appendMap(output) - item;
      });
    }
    return list;
  });
  if (here() >= MAX_BYTES) {
    throw new ModelLoadError(
      `model: a file of ${bytes.length} bytes came; one of less than 2 GiB was expected.`,
    );
  }
  const all = new Uint8Array(here());
  all.set(bytes);
  const file = new DataView(all.buffer);
  words.forEach((word, at) => {
    file.setUint32(start + 4 * at, word, true);
  });
  lists.forEach(({ at }, index) => {
    file.setUint32(at, ends[index]! - at, true);
  });
  return all;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;
