import { graphOf, type OnnxBytes, type OnnxGraph, type OnnxNode, viewOf } from './graph.js';

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

/** Layers with weights that mix all features of a row. */
const LAYERS =
  /^(Fused|QLinear|DynamicQuantize|Q)?(Gemm|MatMul|Conv|ConvTranspose)(NBits|Integer)?$/;

const POOLS = /^(QLinear)?(Global(Average|Max)Pool|Reduce(Mean|Max))$/;

/** What leaves weights weights. */
const OF_WEIGHTS = /^(DequantizeLinear|Transpose|Cast|Identity|Reshape)$/;

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
  const maker = makersOf(graph);
  const found: OnnxCandidate[] = [];
  const add = (name: string | undefined, role: OnnxCandidate['role'], width?: number): void => {
    const made = name && maker.get(name);
    if (!made || found.some((other) => other.name === name)) return;
    const known = width ?? widthOf(graph, name);
    found.push({ name, role, kind: made.opType, width: known });
  };
  for (const output of graph.outputs) {
    const layer = lastLayer(output, graph, maker);
    if (layer) add(activations(layer, graph, maker), 'penultimate', inputsOf(layer, graph));
  }
  for (const node of graph.nodes.toReversed()) {
    if (POOLS.test(node.opType)) add(node.outputs[0], 'pooled');
  }
  return found;
}

type Makers = ReadonlyMap<string, OnnxNode>;

/** By each tensor's name what computes it. */
export function makersOf({ nodes }: OnnxGraph): Makers {
  return new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
}

/** The last layer with weights before an output. */
function lastLayer(output: string, graph: OnnxGraph, maker: Makers): OnnxNode | undefined {
  let node = maker.get(output);
  for (let steps = 0; node && steps < graph.nodes.length; steps++) {
    const isLayer = node.inputs.some((name) => isWeight(name, graph, maker));
    if (isLayer && LAYERS.test(node.opType)) return node;
    const before = activations(node, graph, maker);
    node = before === undefined ? undefined : maker.get(before);
  }
  return undefined;
}

/** What goes into a node besides its weights. */
function activations(node: OnnxNode, graph: OnnxGraph, maker: Makers): string | undefined {
  return node.inputs.find((name) => name !== '' && !isWeight(name, graph, maker));
}

function isWeight(name: string, graph: OnnxGraph, maker: Makers): boolean {
  if (graph.weights.has(name)) return true;
  const made = maker.get(name);
  const [from] = made?.inputs ?? [];
  return from !== undefined && OF_WEIGHTS.test(made!.opType) && isWeight(from, graph, maker);
}

/** As many as a layer's weights have inputs: of weights [in, out], which only a MatMul's are for sure. */
function inputsOf({ opType, inputs }: OnnxNode, { weights }: OnnxGraph): number | undefined {
  const sizes = opType === 'MatMul' ? weights.get(inputs[1] ?? '') : undefined;
  return sizes?.length === 2 ? sizes[0] : undefined;
}

function widthOf({ shapes }: OnnxGraph, name: string): number | undefined {
  const sizes = shapes.get(name)?.slice(1);
  const [width, ...others] = sizes?.filter((size) => size !== 1) ?? [];
  return others.length === 0 && width && width > 0 ? width : undefined;
}
