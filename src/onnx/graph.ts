/** What a tap needs to know of an ONNX model's graph. Field numbers are those of ONNX's onnx.proto. */
import { came } from '../core/base/checks.js';
import { InvalidOptionError, ModelLoadError } from '../core/base/errors.js';
import { type Field, fieldsOf, textOf } from './protobuf.js';

export interface OnnxNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxGraph {
  /** In an order in which they can be computed; those within a loop or a branch are not among them. */
  readonly nodes: readonly OnnxNode[];
  /** Names of the tensors that the model answers with. */
  readonly outputs: readonly string[];
  /** Sizes of weights and other constants, by name. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
  /** Sizes of other tensors where the file tells them, by name; NaN for one that may vary. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** The bytes of a file. */
export type OnnxBytes = Uint8Array | ArrayBuffer;

/** @throws {@link InvalidOptionError} for what is no bytes. */
export function viewOf(bytes: OnnxBytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw new InvalidOptionError(
    `model: the bytes of an .onnx file were expected, as Uint8Array or ArrayBuffer, ${came(bytes)} came. ` +
      'fetch(url) and await response.arrayBuffer() give them.',
  );
}

/** @throws {@link ModelLoadError} for what is no ONNX model. */
export function graphOf(bytes: Uint8Array): OnnxGraph {
  if (textOf(bytes.subarray(4, 8)) === 'ORTM') {
    throw new ModelLoadError(
      'model: a file in ORT format (.ort) came, which holds an optimised model that nothing can be added ' +
        'to. Tap the .onnx file that it was made of, and use that, or make the .ort file of the tapped one.',
    );
  }
  const found = { nodes: [] as OnnxNode[], outputs: [] as string[] };
  const [weights, shapes] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const { field, bytes: graph } of fieldsOf(bytes)) {
    if (field !== 7) continue;
    for (const part of fieldsOf(graph)) {
      if (part.field === 1) {
        const { constant, ...node } = nodeOf(part.bytes);
        found.nodes.push(node);
        if (constant) weights.set(node.outputs[0] ?? '', constant);
      }
      if (part.field === 5) {
        const { name, sizes } = weightOf(part.bytes);
        weights.set(name, sizes);
      }
      if (part.field < 11 || part.field > 13) continue;
      const { name, sizes } = tensorOf(part.bytes);
      if (part.field === 12) found.outputs.push(name);
      if (sizes) shapes.set(name, sizes);
    }
  }
  if (found.nodes.length === 0) {
    throw new ModelLoadError('model: these bytes hold no graph. Give the whole .onnx file.');
  }
  return { ...found, weights, shapes };
}

/** With the sizes of what it holds, of a node that is a constant. */
function nodeOf(bytes: Uint8Array): OnnxNode & { constant?: number[] | undefined } {
  const fields = [...fieldsOf(bytes)];
  const [opType = ''] = texts(fields, 4);
  const node = { opType, inputs: texts(fields, 1), outputs: texts(fields, 2) };
  if (opType !== 'Constant') return node;
  const attributes = fields.filter(({ field }) => field === 5);
  const [tensor] = attributes.flatMap(({ bytes: attribute }) =>
    [...fieldsOf(attribute)].filter(({ field }) => field === 5),
  );
  return { ...node, constant: tensor ? weightOf(tensor.bytes).sizes : [] };
}

function texts(fields: readonly Field[], number: number): string[] {
  return fields.filter(({ field }) => field === number).map(({ bytes }) => textOf(bytes));
}

function weightOf(bytes: Uint8Array): { name: string; sizes: number[] } {
  const fields = [...fieldsOf(bytes)];
  const sizes = fields
    .filter(({ field }) => field === 1)
    .flatMap(({ value, bytes: packed }) => (packed.length > 0 ? packedVarints(packed) : [value]));
  return { name: texts(fields, 8)[0] ?? '', sizes };
}

/** Each is read as the key of a field would be. */
function packedVarints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte > 127) continue;
    values.push(value);
    [value, factor] = [0, 1];
  }
  return values;
}

/** Of a ValueInfoProto: its sizes where it is a tensor and tells them. */
function tensorOf(bytes: Uint8Array): { name: string; sizes: number[] | undefined } {
  const fields = [...fieldsOf(bytes)];
  const inner = (from: Uint8Array | undefined, number: number): Uint8Array | undefined =>
    from && [...fieldsOf(from)].find(({ field }) => field === number)?.bytes;
  const type = fields.find(({ field }) => field === 2)?.bytes;
  const shape = inner(inner(type, 1), 2);
  const sizes = shape && [...fieldsOf(shape)].map(({ bytes: size }) => sizeOf(size));
  return { name: texts(fields, 1)[0] ?? '', sizes };
}

function sizeOf(dimension: Uint8Array): number {
  return [...fieldsOf(dimension)].find(({ field }) => field === 1)?.value ?? Number.NaN;
}
