import type { GraphModel } from '@tensorflow/tfjs-converter';
import { dataInputs, graphOf } from './graphModel.js';
import type { LayersModel } from './layersModel.js';
import { originOf, type Place } from './nestedModels.js';

/** Of a node or layer, what it does to the values: nothing but move them. */
const PASSED_ON_NODES = ['Identity', 'Squeeze', 'Reshape', 'ExpandDims', 'StopGradient'];
const POOLING_NODES = ['Mean', 'AvgPool'];

/** Looks from a feature node back for the average pooling that it comes from. @returns What is pooled. */
export function nodeBeforePooling(model: GraphModel, featureNode: string): string | undefined {
  const graph = graphOf(model);
  const at = model.outputNodes.indexOf(featureNode);
  // The signature may have a name of its own for it.
  let node = graph?.nodes[featureNode] ?? (at < 0 ? undefined : graph?.outputs[at]);
  while (node) {
    const [input] = dataInputs(node);
    if (POOLING_NODES.includes(node.op)) return input?.name;
    node = PASSED_ON_NODES.includes(node.op) ? input : undefined;
  }
  return undefined;
}

const PASSED_ON_LAYERS = ['Flatten', 'Reshape', 'Dropout', 'GaussianNoise', 'GaussianDropout'];
const POOLING_LAYERS = [
  'GlobalAveragePooling2D',
  'GlobalAveragePooling1D',
  'AveragePooling2D',
  'AveragePooling1D',
];

/** The same of a layer's output, across the borders of models inside. */
export function placeBeforePooling(features: Place): Place | undefined {
  let place: Place | undefined = features;
  while (place) {
    const kind = place.tensor.sourceLayer.getClassName();
    const isPooling = POOLING_LAYERS.includes(kind);
    if (!isPooling && !PASSED_ON_LAYERS.includes(kind)) return undefined;
    place = inputOf(place);
    if (isPooling) return place;
  }
  return undefined;
}

/** Where what a layer is given comes from; undefined for the model's own input. */
function inputOf({ tensor, within }: Place): Place | undefined {
  const [input] = tensor.inputs;
  const outer = within.at(-1);
  if (!input) return undefined;
  const isGiven = input.sourceLayer.getClassName() === 'InputLayer';
  if (!isGiven || !outer) return isGiven ? undefined : originOf(input, within);
  // What a model inside is given comes out of the graph around it.
  const at = (outer.sourceLayer as LayersModel).inputs.indexOf(input);
  const given = outer.inputs[at];
  return given && originOf(given, within.slice(0, -1));
}
