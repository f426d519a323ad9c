import {
  candidateTensors,
  type GraphNode,
  type Kinds,
} from '../core/model/outputs/candidateTensors.js';
import { graphOf, type OnnxBytes, type OnnxGraph, viewOf } from './graph.js';

/** A tensor within a model that can be the feature. */
export interface OnnxCandidate {
  /** What to give to `tapOnnx` as `output`, and to `watchSession` as `features`. */
  readonly name: string;
  /**
   * `'penultimate'`: what goes into the last layer with weights before one of the outputs; `'pooled'`: a mean
   * or maximum over places, or over time.
   */
  readonly role: 'penultimate' | 'pooled';
  /** Operation that makes it, e.g. `'Relu'`. */
  readonly kind: string;
  /** Values per feature row, where the file tells. */
  readonly width: number | undefined;
}

const KINDS: Kinds = {
  layers: /^(Fused|QLinear|DynamicQuantize|Q)?(Gemm|MatMul|Conv|ConvTranspose)(NBits|Integer)?$/,
  pools: /^(QLinear)?(Global(Average|Max)Pool|Reduce(Mean|Max))$/,
  ofWeights: /^(DequantizeLinear|Transpose|Cast|Identity|Reshape)$/,
};

/**
 * The tensors of an ONNX model that can be watched as the feature: first those before each of its outputs,
 * which is what to watch unless you know better, then pooled ones, from the end back. Use it while you
 * develop; an app in service needs only the name.
 *
 * @param model The bytes of an .onnx file; it is not run.
 * @throws ModelLoadError for other bytes, and for a file in ORT format.
 * @throws InvalidOptionError for what is no bytes.
 *
 * @example
 * console.table(onnxCandidates(bytes));
 */
export function onnxCandidates(model: OnnxBytes): OnnxCandidate[] {
  return candidatesOf(graphOf(viewOf(model)));
}

export function candidatesOf(graph: OnnxGraph): OnnxCandidate[] {
  const isGiven = (name: string) => graph.weights.has(name);
  const found = candidateTensors({ ...graph, isGiven }, KINDS);
  return found.map(({ tensor: name, role, kind, layer }) => {
    return { name, role, kind, width: (layer && inputsOf(layer, graph)) ?? widthOf(graph, name) };
  });
}

/** As many as a layer's weights have inputs: of weights [in, out], which only a MatMul's are for sure. */
function inputsOf({ kind, inputs }: GraphNode<string>, { weights }: OnnxGraph): number | undefined {
  const sizes = kind === 'MatMul' ? weights.get(inputs[1] ?? '') : undefined;
  return sizes?.length === 2 ? sizes[0] : undefined;
}

function widthOf({ shapes }: OnnxGraph, name: string): number | undefined {
  const sizes = shapes.get(name)?.slice(1);
  const [width, ...others] = sizes?.filter((size) => size !== 1) ?? [];
  return others.length === 0 && width && width > 0 ? width : undefined;
}
