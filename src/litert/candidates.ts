import { candidateTensors, type Kinds } from '../core/model/outputs/candidateTensors.js';
import {
  graphOf,
  isReadable,
  type LiteRtBytes,
  type LiteRtGraph,
  tensorNamed,
  viewOf,
} from './graph.js';

/** A tensor within a model that can be the feature. */
export interface LiteRtCandidate {
  /** What to give to `tapLiteRt` as `output`, and to `watchCompiled` as `features`. */
  readonly name: string;
  /**
   * `'penultimate'`: what goes into the last layer with weights before one of the outputs; `'pooled'`: a mean
   * or maximum over places, or over time.
   */
  readonly role: 'penultimate' | 'pooled';
  /** Operation that makes it, e.g. `'MEAN'`. */
  readonly kind: string;
  readonly shape: readonly number[];
  /** `'float32'`, `'int32'` or `'uint8'`; LiteRT.js gives no other. */
  readonly type: string;
  /** Values per feature row: of the last axis, or of the only one besides the batch that is not of 1. */
  readonly width: number;
}

const KINDS: Kinds = {
  layers: /^(FULLY_CONNECTED|CONV_[23]D|TRANSPOSE_CONV|BATCH_MATMUL|Convolution2DTransposeBias)$/,
  pools: /^(MEAN|REDUCE_MAX|(AVERAGE|MAX)_POOL_2D)$/,
  ofWeights: /^(DEQUANTIZE|QUANTIZE|TRANSPOSE|CAST|RESHAPE)$/,
};

/**
 * The tensors of a .tflite model that can be watched as the feature: first those before each of its outputs,
 * which is what to watch unless you know better, then pooled ones, from the end back. A help for choosing; an
 * app in service needs the name only.
 *
 * @param model The bytes of a .tflite file; it is not run. Of several signatures the first one counts.
 * @throws ModelLoadError for other bytes.
 * @throws InvalidOptionError for what is no bytes.
 *
 * @example
 * console.table(liteRtCandidates(bytes));
 */
export function liteRtCandidates(model: LiteRtBytes): LiteRtCandidate[] {
  return candidatesOf(graphOf(viewOf(model)));
}

export function candidatesOf(graph: LiteRtGraph): LiteRtCandidate[] {
  const { nodes, inputs, outputs, tensors } = graph;
  const varying = new Set([...inputs, ...nodes.flatMap((node) => node.outputs)]);
  const found = candidateTensors(
    {
      nodes,
      outputs: outputs.map(({ tensor }) => tensor),
      isGiven: (tensor) => !varying.has(tensor),
    },
    KINDS,
  );
  return found.flatMap(({ tensor, role, kind }) => {
    const { shape, type, ...own } = tensors[tensor]!;
    const { name } = outputs.find((output) => output.tensor === tensor) ?? own;
    const wide = shape.slice(1).filter((size) => size !== 1);
    const isWhole = role === 'penultimate' || wide.length === 1;
    if (!isWhole || !isReadable(type) || tensorNamed(graph, name) !== tensor) return [];
    const width = (wide.length > 1 ? shape.at(-1) : wide[0]) ?? 1;
    return { name, role, kind, shape, type, width };
  });
}
