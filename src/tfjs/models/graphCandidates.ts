import type { GraphModel } from '@tensorflow/tfjs-converter';
import { InvalidOptionError } from '../../core/base/errors.js';
import type { CandidateLayer } from './candidateLayers.js';
import { fromPenultimate } from './fromPenultimate.js';
import { type GraphNode, graphOf } from './graphModel.js';

/** Nodes that compute nothing, or only hand on what they get. */
const PASSED_ON = ['Const', 'Placeholder', 'PlaceholderWithDefault', 'Identity', 'StopGradient'];

export function graphCandidates(model: GraphModel): CandidateLayer[] {
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
    .filter((node) => !PASSED_ON.includes(node.op) && dataInputs(node).length > 0)
    .map((node) => ({ name: node.name, kind: node.op, width: widthOf(node, model) }));
}

function dataInputs({ inputs }: GraphNode): GraphNode[] {
  return inputs.filter(({ op }) => op !== 'Const');
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
