/** What a tap needs to know of an ONNX model's graph. Field numbers are those of ONNX's onnx.proto. */
import { came } from '../core/base/checks.js';
import { InvalidOptionError, ModelLoadError } from '../core/base/errors.js';
import type { GraphNode } from '../core/model/outputs/candidateTensors.js';
import { damaged, type Field, fieldsOf, textOf, varintsOf } from './protobuf.js';

export interface OnnxGraph {
  /** In an order in which they can be computed; those within a loop or a branch are not among them. */
  readonly nodes: readonly GraphNode<string>[];
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
    `model: the bytes of an .onnx file were expected (response.arrayBuffer()), ${came(bytes)} came.`,
  );
}

/** @throws {@link ModelLoadError} for what is no ONNX model. */
export function graphOf(bytes: Uint8Array): OnnxGraph {
  if (textOf(bytes.subarray(4, 8)) === 'ORTM') {
    throw new ModelLoadError(
      'model: a file in ORT format (.ort) came. Tap the .onnx file instead.',
    );
  }
  const nodes: GraphNode<string>[] = [];
  const outputs: string[] = [];
  const [weights, shapes] = [new Map<string, number[]>(), new Map<string, number[]>()];
  const graph = messageOf(bytes)(7).map(({ bytes: part }) => messageOf(part));
  const parts = (number: number) => graph.flatMap((part) => part(number)).map(({ bytes }) => bytes);
  for (const part of parts(1)) {
    const node = nodeOf(part);
    nodes.push(node);
    if (node.kind === 'Constant') weights.set(node.outputs[0] ?? '', constantSizes(part));
  }
  for (const part of parts(5)) weights.set(textIn(part, 8), weightSizes(part));
  for (const part of parts(12)) outputs.push(textIn(part, 1));
  for (const part of [11, 12, 13].flatMap(parts)) {
    const sizes = tensorSizes(part);
    if (sizes) shapes.set(textIn(part, 1), sizes);
  }
  if (nodes.length === 0) throw damaged();
  return { nodes, outputs, weights, shapes };
}

/** The fields of one number, by that. */
function messageOf(bytes: Uint8Array): (number: number) => Field[] {
  const fields = [...fieldsOf(bytes)];
  return (number) => fields.filter(({ field }) => field === number);
}

/** The first message within another one, and so on. */
function within(bytes: Uint8Array, ...numbers: readonly number[]): Uint8Array | undefined {
  let inner: Uint8Array | undefined = bytes;
  for (const number of numbers) inner &&= messageOf(inner)(number)[0]?.bytes;
  return inner;
}

function textIn(bytes: Uint8Array, number: number): string {
  return textOf(within(bytes, number));
}

function nodeOf(bytes: Uint8Array): GraphNode<string> {
  const parts = messageOf(bytes);
  const texts = (number: number) => parts(number).map(({ bytes: text }) => textOf(text));
  // One without a name is left out.
  return { kind: textIn(bytes, 4), inputs: texts(1).filter(Boolean), outputs: texts(2) };
}

/** Of a TensorProto. */
function weightSizes(bytes: Uint8Array): number[] {
  return messageOf(bytes)(1).flatMap(({ value, bytes: packed }) =>
    packed.length > 0 ? varintsOf(packed) : value,
  );
}

/** Of the tensor that is an attribute of a node; of a constant of another kind none. */
function constantSizes(node: Uint8Array): number[] {
  const tensor = within(node, 5, 5);
  return tensor ? weightSizes(tensor) : [];
}

/** Of a ValueInfoProto, where it is a tensor and tells them. */
function tensorSizes(bytes: Uint8Array): number[] | undefined {
  const shape = within(bytes, 2, 1, 2);
  return (
    shape &&
    messageOf(shape)(1).map(({ bytes: size }) => messageOf(size)(1)[0]?.value ?? Number.NaN)
  );
}
