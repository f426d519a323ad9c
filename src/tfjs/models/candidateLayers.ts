import type { GraphModel } from '@tensorflow/tfjs-converter';
import { InvalidOptionError } from '../../core/base/errors.js';
import { dataInputs, type GraphNode, graphOf, isGraphModel } from './graphModel.js';
import { isLayersModel, type LayersModel, type SymbolicTensor } from './layersModel.js';
import { isMobileNet } from './mobileNet.js';
import { isModel } from './nestedModels.js';

/** A layer whose output can be the feature. */
export interface CandidateLayer {
  /** What to give as `featureNode` (GraphModel, MobileNet) or `featureLayer` (LayersModel). */
  readonly name: string;
  /** Operation of the node, or class of the layer, e.g. `'Mean'` or `'Dense'`. */
  readonly kind: string;
  /** Values per feature row, where the model tells before it has run. */
  readonly width: number | undefined;
}

/**
 * The layers whose output can be watched as the feature, from the one before the logits back to the inputs.
 * The first is the penultimate layer, which is what to watch unless you know better. Use it while you
 * develop; an app in service needs only the name.
 *
 * @param model A MobileNet, a tfjs GraphModel or LayersModel, whose nested models are looked into; it is
 *   not run.
 * @throws InvalidOptionError for another kind of model.
 *
 * @example
 * console.table(candidateLayers(model));
 */
export function candidateLayers(model: object): CandidateLayer[] {
  if (typeof model !== 'object' || model === null) throw noModel(model);
  if (isMobileNet(model)) return graphCandidates(model.model);
  if (isGraphModel(model)) return graphCandidates(model);
  if (isLayersModel(model)) return layersCandidates(model);
  throw noModel(model);
}

function noModel(came: object): InvalidOptionError {
  const kind = came?.constructor?.name ?? String(came);
  return new InvalidOptionError(
    `model: a MobileNet, a tfjs GraphModel or LayersModel was expected, ${kind} came.` +
      (came instanceof Promise ? ' Await it first.' : ''),
  );
}

/** How to go through a model's graph, from its outputs back. */
interface GraphWalk<Node> {
  readonly outputs: readonly Node[];
  readonly inputsOf: (node: Node) => readonly Node[];
  /** Whether a node has weights. */
  readonly isTrained: (node: Node) => boolean;
}

/**
 * Of nodes in order from the outputs back, those from the penultimate layer on: what the logits are
 * made of, by the last node with weights.
 */
function fromPenultimate<Node>(nodes: readonly Node[], walk: GraphWalk<Node>): Node[] {
  const ends = new Set<Node>();
  for (const output of walk.outputs) {
    let node: Node | undefined = output;
    while (node !== undefined) {
      ends.add(node);
      if (walk.isTrained(node)) break;
      node = walk.inputsOf(node)[0];
    }
  }
  return nodes.filter((node) => !ends.has(node));
}

/** Nodes that compute nothing, or only hand on what they get. */
const PASSED_ON_NODES = [
  'Const',
  'Placeholder',
  'PlaceholderWithDefault',
  'Identity',
  'StopGradient',
];

function graphCandidates(model: GraphModel): CandidateLayer[] {
  const graph = graphOf(model);
  if (!graph) {
    throw new InvalidOptionError(
      'model: the nodes of this GraphModel cannot be read; it is of a version of tfjs-converter ' +
        'that is not known.',
    );
  }
  const { outputs } = graph;
  const found = new Set(outputs);
  for (const node of found) for (const input of node.inputs) found.add(input);
  const behind = fromPenultimate<GraphNode>([...found], {
    outputs,
    inputsOf: dataInputs,
    isTrained: (node) => weightsOf(node, model) !== undefined,
  });
  return behind
    .filter((node) => !PASSED_ON_NODES.includes(node.op) && dataInputs(node).length > 0)
    .map((node) => ({ name: node.name, kind: node.op, width: widthOf(node, model) }));
}

/** The shape of the weights that a product or convolution goes by; of a bias there is none. */
function weightsOf(node: GraphNode, model: GraphModel): number[] | undefined {
  const shapes = node.inputs
    .filter(({ op }) => op === 'Const')
    .map(({ name }) => model.weights[name]?.[0]?.shape ?? []);
  return shapes.find(({ length }) => length >= 2);
}

/** Of layers with weights it is their last axis; others keep the width of what they are given. */
function widthOf(node: GraphNode, model: GraphModel): number | undefined {
  if (/MatMul|^(_?Fused)?Conv2D$/.test(node.op)) {
    const isTransposed = node.attrParams?.transposeB?.value === true;
    return weightsOf(node, model)?.at(isTransposed ? 0 : -1);
  }
  const keepsWidth = /^(Mean|AvgPool|MaxPool|Relu6?|Elu|Selu|Tanh|Sigmoid|BiasAdd|Squeeze)$/;
  const [input] = dataInputs(node);
  return keepsWidth.test(node.op) && input ? widthOf(input, model) : undefined;
}

/** Layers that hand on what they get when the model is not in training. */
const PASSED_ON_LAYERS = [
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'InputLayer',
];

/** Of layers in models inside as well; a name that several have says nothing. */
function layersCandidates(model: LayersModel): CandidateLayer[] {
  const nodeOf = joining(new Map());
  const outputs = model.outputs.map(nodeOf);
  const found = new Set(outputs);
  for (const { inputs } of found) for (const input of inputs) found.add(input);
  const behind = fromPenultimate<LayerNode>([...found], {
    outputs,
    inputsOf: ({ inputs }) => inputs,
    isTrained: ({ tensor }) => tensor.sourceLayer.weights.length > 0,
  });
  const names = [...found].map(({ tensor }) => tensor.sourceLayer.name);
  return behind
    .map(({ tensor: { sourceLayer, shape } }) => ({
      name: sourceLayer.name,
      kind: sourceLayer.getClassName(),
      width: shape.at(-1) ?? undefined,
    }))
    .filter(({ name }) => names.indexOf(name) === names.lastIndexOf(name))
    .filter(({ kind }) => !PASSED_ON_LAYERS.includes(kind));
}

/** A tensor, and what it is computed from across the borders of models inside. */
interface LayerNode {
  readonly tensor: SymbolicTensor;
  readonly inputs: readonly LayerNode[];
}

/** @param known Nodes of a graph, first those of what it is given. */
function joining(known: Map<SymbolicTensor, LayerNode>): (tensor: SymbolicTensor) => LayerNode {
  const entered = new Map<string, (tensor: SymbolicTensor) => LayerNode>();
  const enter = (outer: SymbolicTensor, { name, inputs, outputs }: LayersModel): LayerNode => {
    const use = `${name} ${outer.nodeIndex}`;
    const given = inputs.map((input, at) => [input, nodeOf(outer.inputs[at]!)] as const);
    const inside = entered.get(use) ?? joining(new Map(given));
    entered.set(use, inside);
    return inside(outputs[outer.outputTensorIndex ?? 0]!);
  };
  const nodeOf = (tensor: SymbolicTensor): LayerNode => {
    const { sourceLayer } = tensor;
    const create = (): LayerNode => ({
      tensor,
      get inputs() {
        return tensor.inputs.map(nodeOf);
      },
    });
    const found =
      known.get(tensor) ?? (isModel(sourceLayer) ? enter(tensor, sourceLayer) : create());
    known.set(tensor, found);
    return found;
  };
  return nodeOf;
}
