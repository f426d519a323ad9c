/** Small ONNX models, written byte by byte: field numbers are those of ONNX's onnx.proto. */
import { bytesOf, field, joined } from '../../src/onnx/protobuf.js';

/** A field that holds a whole number. */
const number = (at: number, value: number): Uint8Array =>
  Uint8Array.from([...varint(at * 8), ...varint(value)]);

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

const text = (at: number, value: string): Uint8Array => field(at, bytesOf(value));

/** ONNX's numbers of types. */
export const types = { float32: 1, int64: 7, float16: 10 } as const;

export function node(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  return field(
    1,
    joined(
      ...inputs.map((name) => text(1, name)),
      ...outputs.map((name) => text(2, name)),
      text(4, opType),
      ...attributes.map((attribute) => field(5, attribute)),
    ),
  );
}

/** A whole number, or several, as an attribute of a node. */
export function attribute(name: string, value: number | readonly number[]): Uint8Array {
  return typeof value === 'number'
    ? joined(text(1, name), number(3, value), number(20, 2))
    : joined(text(1, name), ...value.map((one) => number(8, one)), number(20, 7));
}

export function weight(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): Uint8Array {
  const raw = new Uint8Array(Float32Array.from(values).buffer);
  return field(
    5,
    joined(
      ...dims.map((dim) => number(1, dim)),
      number(2, types.float32),
      text(8, name),
      field(9, raw),
    ),
  );
}

/** Whole numbers as a weight, such as places to gather from. */
export function indices(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): Uint8Array {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return field(
    5,
    joined(
      ...dims.map((dim) => number(1, dim)),
      number(2, types.int64),
      text(8, name),
      field(9, raw),
    ),
  );
}

/** A weight whose values lie in another file. */
export function externalWeight(
  name: string,
  dims: readonly number[],
  { location, offset }: { readonly location: string; readonly offset: number },
): Uint8Array {
  const length = 4 * dims.reduce((product, dim) => product * dim, 1);
  const places = Object.entries({ location, offset, length }).map(([key, value]) =>
    field(13, joined(text(1, key), text(2, String(value)))),
  );
  return field(
    5,
    joined(
      ...dims.map((dim) => number(1, dim)),
      number(2, types.float32),
      text(8, name),
      ...places,
      number(14, 1),
    ),
  );
}

/** @param dims A text is a size that varies. */
function value(name: string, dims: readonly (number | string)[], type: number): Uint8Array {
  const sizes = dims.map((dim) =>
    field(1, typeof dim === 'number' ? number(1, dim) : text(2, dim)),
  );
  const tensor = joined(number(1, type), field(2, joined(...sizes)));
  return joined(text(1, name), field(2, field(1, tensor)));
}

export const input = (name: string, dims: readonly (number | string)[], type = 1): Uint8Array =>
  field(11, value(name, dims, type));

export const output = (name: string, dims: readonly (number | string)[], type = 1): Uint8Array =>
  field(12, value(name, dims, type));

export const valueInfo = (name: string, dims: readonly (number | string)[], type = 1): Uint8Array =>
  field(13, value(name, dims, type));

/** The file of a graph of these parts. */
export function model(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const graph = joined(...parts, text(2, 'graph'));
  return joined(number(1, 8), field(8, number(2, 13)), field(7, graph));
}

/** Values that are neither zero nor alike. */
export const spread = (count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.sin(1 + at * 1.7));

/** A classifier of three classes of rows of four values, with six features; `probabilities` are its answer. */
export function classifier(): Uint8Array<ArrayBuffer> {
  return model(
    node('MatMul', ['x', 'w1'], ['sum']),
    node('Relu', ['sum'], ['hidden']),
    node('MatMul', ['hidden', 'w2'], ['product']),
    node('Add', ['product', 'bias'], ['logits']),
    node('Softmax', ['logits'], ['probabilities']),
    weight('w1', [4, 6], spread(24)),
    weight('w2', [6, 3], spread(18)),
    weight('bias', [3], spread(3)),
    input('x', ['batch', 4]),
    output('probabilities', ['batch', 3]),
  );
}
