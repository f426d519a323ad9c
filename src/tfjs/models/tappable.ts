import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import type { FeatureTap } from './featureTap.js';
import { isGraphModel, tappableGraphModel } from './graphModel.js';
import { isLayersModel, tappableLayersModel } from './layersTap.js';
import { isMobileNet, tappableMobileNet } from './mobileNet.js';
import type { ModelIdentity } from './modelIdentity.js';

/**
 * Finds out what kind of model this is.
 *
 * @throws {@link InvalidOptionError} if it is none that can be watched, or has no such layer.
 */
export function tappable<Model extends object>(
  model: Model,
  options: TapOptions = {},
): TappableModel<Model> {
  return tappableByKind(model, options) as unknown as TappableModel<Model>;
}

function tappableByKind(model: object, options: TapOptions): unknown {
  if (isMobileNet(model)) return tappableMobileNet(model);
  if (isGraphModel(model)) return tappableGraphModel(model, options);
  if (isLayersModel(model)) return tappableLayersModel(model, options);
  throw new InvalidOptionError(
    'model: a MobileNet, a tfjs GraphModel or a LayersModel was expected, ' +
      `${model?.constructor?.name ?? typeof model} came. For features of any other model, call ` +
      'monitor.observe(features).',
  );
}

/** How a kind of model is watched. */
export interface TappableModel<Model extends object> {
  /** How inputs are prepared, where that is known. */
  readonly preprocessing: string | undefined;
  identify(): Promise<ModelIdentity>;
  /** A model with the same interface, answering the same, whose features go to the tap. */
  tap(tap: FeatureTap): Model;
  /** One forward pass of a model of this kind. */
  infer(model: Model, input: Tensor): Tensor | Tensor[] | NamedTensorMap;
}

/** Which layer of a model to watch; none of this is needed for a MobileNet. */
export interface TapOptions {
  /**
   * For a GraphModel: name of the node whose output is the feature, shape [batch, …, width], channels
   * last; averaged over the axes between. `candidateLayers` of `tfjs-drift/layers` lists them.
   */
  readonly featureNode?: string | undefined;
  /** For a LayersModel: name of the layer whose output is the feature, as for `featureNode`. */
  readonly featureLayer?: string | undefined;
  /**
   * For a GraphModel: name of the node whose output are the logits, before softmax.
   * @defaultValue the model's only output, or what goes into the softmax there
   */
  readonly logitsNode?: string | undefined;
  /**
   * For a LayersModel: name of the layer whose output are the logits, or their softmax.
   * @defaultValue the model's only output, unless it ends in a sigmoid
   */
  readonly logitsLayer?: string | undefined;
  /**
   * How the model's inputs are prepared, in any words, e.g. `'resize 224, [0, 1]'`: kept with a
   * reference, which is refused where the wrapped model's differs. Known for a MobileNet.
   */
  readonly preprocessing?: string | undefined;
}
