/** What a tap needs to know of a .tflite file. Numbers of fields are those of TensorFlow Lite's schema.fbs. */
import { came } from '../core/base/checks.js';
import { InvalidOptionError, ModelLoadError } from '../core/base/errors.js';
import type { GraphNode } from '../core/model/outputs/candidateTensors.js';
import { damaged, rootOf, type Table } from './flatbuffer.js';

/** The bytes of a file. */
export type LiteRtBytes = Uint8Array | ArrayBuffer;

export interface GraphTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** e.g. `'float32'`. */
  readonly type: string;
}

/** What a model answers with by a name. */
export interface NamedOutput {
  readonly name: string;
  readonly tensor: number;
}

export interface LiteRtGraph {
  readonly tensors: readonly GraphTensor[];
  /** In an order in which they can be computed; tensors by their index. */
  readonly nodes: readonly GraphNode<number>[];
  readonly inputs: readonly number[];
  readonly outputs: readonly NamedOutput[];
  /** Where the file says which tensors are outputs, once in each list: the graph's, and each signature's. */
  readonly lists: readonly OutputList[];
}

export interface OutputList {
  /** Where the reference to the list lies in the file. */
  readonly at: number;
  /** A graph's outputs have no names of their own. */
  readonly isNamed: boolean;
  readonly outputs: readonly NamedOutput[];
}

const TYPES =
  'float32 float16 int32 uint8 int64 string bool int16 complex64 int8 float64 complex128 uint64 resource ' +
  'variant uint32 uint16 int4';

/** Operations that matter here, or that features are often made by. */
const KINDS: Readonly<Record<number, string>> = {
  0: 'ADD',
  1: 'AVERAGE_POOL_2D',
  2: 'CONCATENATION',
  3: 'CONV_2D',
  6: 'DEQUANTIZE',
  9: 'FULLY_CONNECTED',
  17: 'MAX_POOL_2D',
  18: 'MUL',
  19: 'RELU',
  22: 'RESHAPE',
  39: 'TRANSPOSE',
  40: 'MEAN',
  43: 'SQUEEZE',
  53: 'CAST',
  67: 'TRANSPOSE_CONV',
  82: 'REDUCE_MAX',
  114: 'QUANTIZE',
  117: 'HARD_SWISH',
  126: 'BATCH_MATMUL',
  132: 'CONV_3D',
  150: 'GELU',
};

/** @throws {@link InvalidOptionError} for what is no bytes. */
export function viewOf(bytes: LiteRtBytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw new InvalidOptionError(
    `model: the bytes of a .tflite file were expected (response.arrayBuffer()), ${came(bytes)} came.`,
  );
}

/**
 * The graph that a model runs where it is not told which: of its first signature.
 *
 * @throws {@link ModelLoadError} for what is no .tflite model.
 */
export function graphOf({ buffer, byteOffset, byteLength }: Uint8Array): LiteRtGraph {
  try {
    const file = new DataView(buffer, byteOffset, byteLength);
    // 'TFL3'
    if (file.getUint32(4, true) !== 0x334c4654) throw damaged();
    return readGraph(rootOf(file));
  } catch (error) {
    // Beyond the end of the file.
    throw error instanceof RangeError ? damaged() : error;
  }
}

/** What LiteRT.js has arrays for: a model with an output of another type does not load there. */
export const isReadable = (type: string): boolean => /^(float32|int32|uint8)$/.test(type);

/** The tensor that a name is of: an output's name, or that of what the graph computes. */
export function tensorNamed(
  { outputs, nodes, tensors }: LiteRtGraph,
  name: string,
): number | undefined {
  const output = outputs.find((one) => one.name === name);
  const computed = nodes.flatMap((node) => node.outputs);
  return output ? output.tensor : computed.find((tensor) => tensors[tensor]!.name === name);
}

function readGraph(model: Table): LiteRtGraph {
  const allSignatures = model.tables(7);
  const index = allSignatures[0]?.integer(4) ?? 0;
  const signatures = allSignatures.filter((signature) => signature.integer(4) === index);
  const graph = model.tables(2)[index];
  if (!graph) throw damaged();
  const kinds = model.tables(1).map(kindOf);
  const tensors = graph.tables(0).map(tensorOf);
  const nodes = graph.tables(3).map((operator) => ({
    kind: kinds[operator.integer(0)] ?? '',
    // Those of -1 are left out.
    inputs: operator.integers(1).filter((tensor) => tensor >= 0),
    outputs: operator.integers(2).filter((tensor) => tensor >= 0),
  }));
  const named = (tensor: number) => ({ name: tensors[tensor]?.name ?? '', tensor });
  const ofGraph = listOf(graph.fieldAt(2), false, graph.integers(2).map(named));
  const ofSignatures = signatures.map((signature) =>
    listOf(
      signature.fieldAt(1),
      true,
      signature.tables(1).map((map) => ({ name: map.text(0), tensor: map.integer(1) })),
    ),
  );
  const lists = [ofGraph, ...ofSignatures];
  const { outputs } = ofSignatures[0] ?? ofGraph;
  const used = [...outputs.map(({ tensor }) => tensor), ...nodes.flatMap((node) => node.outputs)];
  if (used.some((tensor) => !tensors[tensor])) throw damaged();
  return { tensors, nodes, inputs: graph.integers(1), outputs, lists };
}

function listOf(
  at: number | undefined,
  isNamed: boolean,
  outputs: readonly NamedOutput[],
): OutputList {
  if (at !== undefined) return { at, isNamed, outputs };
  throw new ModelLoadError('model: it has no outputs, beside which one more could be.');
}

function tensorOf(tensor: Table): GraphTensor {
  const type = TYPES.split(' ')[tensor.byte(1)] ?? 'unknown';
  return { name: tensor.text(3), shape: tensor.integers(0), type };
}

/** A custom operation has a name; codes above 127 have a field of their own, as the first one is a byte. */
function kindOf(operatorCode: Table): string {
  const code = Math.max(operatorCode.byte(0), operatorCode.integer(3));
  return operatorCode.text(1) || (KINDS[code] ?? `operation ${code}`);
}
