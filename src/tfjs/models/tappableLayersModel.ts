import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import { type LayersModel, outputOfLayer, type SymbolicTensor } from './layersModel.js';
import { type LayersLogits, tapLayersModel } from './layersTap.js';
import { identifyModel } from './modelIdentity.js';
import type { TapOptions, TappableModel } from './tappableModel.js';

export { isLayersModel } from './layersModel.js';

/** @throws {@link InvalidOptionError} if no layer is named, or the model has none of that name. */
export function tappableLayersModel(
  model: LayersModel,
  options: TapOptions,
): TappableModel<LayersModel> {
  const { featureLayer, logitsLayer, preprocessing } = options;
  if (!featureLayer) {
    throw new InvalidOptionError(
      "featureLayer: the name of the LayersModel's penultimate layer was expected, none came. " +
        'candidateLayers(model) of tfjs-drift/layers lists those that would do.',
    );
  }
  const features = outputOfLayer(model, 'featureLayer', featureLayer);
  const logits = logitsLayer
    ? toLogits(outputOfLayer(model, 'logitsLayer', logitsLayer))
    : defaultLogits(model);
  return {
    preprocessing,
    identify: () =>
      identifyModel({
        name: 'layers-model',
        featureNode: featureLayer,
        logitsNode: logits?.tensor.sourceLayer.name,
        weights: weightsInOrder(model),
      }),
    tap: (tap) => tapLayersModel(model, { features, logits }, tap),
    infer: (watched, input) => watched.predict(input) as Tensor | Tensor[],
  };
}

/** Undefined for a model with several outputs, or with a sigmoid at its end. */
function defaultLogits(model: LayersModel): LayersLogits | undefined {
  const [output, ...others] = model.outputs;
  if (!output || others.length > 0) return undefined;
  return activationOf(output) === 'sigmoid' ? undefined : toLogits(output);
}

function toLogits(tensor: SymbolicTensor): LayersLogits {
  return { tensor, areProbabilities: activationOf(tensor) === 'softmax' };
}

function activationOf({ sourceLayer }: SymbolicTensor): unknown {
  const name = sourceLayer.getClassName();
  return name === 'Softmax' ? 'softmax' : sourceLayer.getConfig()['activation'];
}

/** By position: tfjs makes names unique within a page, so that they differ from visit to visit. */
function weightsInOrder(model: LayersModel): NamedTensorMap {
  return Object.fromEntries(
    model.weights.map((weight, at) => [String(at).padStart(5, '0'), weight.read()]),
  );
}
