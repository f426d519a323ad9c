import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { NamedTensorMap } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import { requireNode } from './graphModel.js';
import { defaultLogitsNode } from './logitsNode.js';
import { identifyModel } from './modelIdentity.js';
import { tapGraphModel } from './tapGraphModel.js';
import type { TapOptions, TappableModel } from './tappableModel.js';

export function isGraphModel(model: object): model is GraphModel {
  const { execute, predict, outputNodes } = model as Partial<GraphModel>;
  return (
    typeof execute === 'function' && typeof predict === 'function' && Array.isArray(outputNodes)
  );
}

/** @throws {@link InvalidOptionError} if no node is named, or the model has none of that name. */
export function tappableGraphModel(
  model: GraphModel,
  options: TapOptions,
): TappableModel<GraphModel> {
  const { featureNode, preprocessing } = options;
  if (!featureNode) {
    throw new InvalidOptionError(
      "featureNode: the name of the GraphModel's penultimate node was expected, none came. " +
        'candidateLayers(model) of tfjs-drift/layers lists those that would do.',
    );
  }
  requireNode(model, 'featureNode', featureNode);
  if (options.logitsNode !== undefined) requireNode(model, 'logitsNode', options.logitsNode);
  const logitsNode = options.logitsNode ?? defaultLogitsNode(model);
  const logits = logitsNode === undefined ? undefined : { node: logitsNode, firstClass: 0 };
  return {
    preprocessing,
    identify: () =>
      identifyModel({ name: 'graph-model', featureNode, logitsNode, weights: graphWeights(model) }),
    tap: (tap) => tapGraphModel(model, { featureNode, logits }, tap),
    infer: (watched, input) => watched.predict(input),
  };
}

/** Its weights, each under its name. */
export function graphWeights(model: GraphModel): NamedTensorMap {
  return Object.fromEntries(Object.entries(model.weights).map(([name, [first]]) => [name, first!]));
}
