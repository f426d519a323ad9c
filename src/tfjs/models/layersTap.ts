import { Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import type { GuardedTap } from '../../core/model/guardedTap.js';
import type { TapOptions } from '../../core/model/tap.js';
import {
  hasTapped,
  type TappableKind,
  takeFeatures,
  tensorsIn,
  unwatchedPass,
} from './featureTap.js';
import type { ModelWeights } from './identifyWeights.later.js';
import { type LayersModel, type SymbolicTensor, viewOf, views } from './layersModel.js';
import { identifyModel } from './modelIdentity.js';
import { openGraph, originOf, outputOfLayer, type Place } from './nestedModels.js';
import { weightsLife } from './weightsLife.js';

export { isLayersModel } from './layersModel.js';

/** Where a LayersModel's logits are. */
interface LayersLogits {
  readonly place: Place;
  readonly areProbabilities: boolean;
}

/** The places of a LayersModel that a tap is after. */
interface TapPlaces {
  readonly features: Place;
  /** Undefined where the model has none. */
  readonly logits: LayersLogits | undefined;
}

/** A pass of the app, and what is around it. */
interface LayersPass {
  /** The model that it runs on, or the view of it that another tap has made. */
  readonly self: LayersModel;
  readonly inputs: unknown;
  /** What the app, or that other tap, asked for. */
  readonly outputs: readonly SymbolicTensor[];
  unwatched(): unknown;
  /** The same on a view that has other outputs. */
  watched(view: LayersModel): unknown;
}

/**
 * A LayersModel that behaves as the original and sends one more output of the same forward pass, or
 * two, to a tap. The original runs each pass itself, by its own methods, but on a view of it that has
 * these outputs as well. It may be such a model itself, which then makes a view of that view.
 */
function tapLayersModel(model: LayersModel, places: TapPlaces, tap: GuardedTap): LayersModel {
  const logits = tap.wantsLogits ? places.logits : undefined;
  const { own, tensors: tapped } = openGraph([places.features, ...(logits ? [logits.place] : [])]);

  const watch = ({ self, inputs, outputs, unwatched, watched }: LayersPass): unknown => {
    const wanted = [...new Set([...outputs.map(own), ...tapped])];
    let results: Tensor[];
    let isWatched: boolean;
    try {
      results = [watched(viewOf(self, wanted)) as Tensor | Tensor[]].flat();
      isWatched = hasTapped(tap, results, outputs.length, wanted.length);
    } catch (error) {
      return unwatchedPass(tap, error, unwatched);
    }
    const apps = results.slice(0, outputs.length);
    if (isWatched) {
      const [features, output] = tapped.map((tensor) => results[wanted.indexOf(tensor)]!);
      const logitsOutput = logits && { ...logits, output: output!, firstClass: 0 };
      const taken = { features: features!, logits: logitsOutput };
      takeFeatures(tap, taken, [...apps, ...tensorsIn(inputs)])?.handOver();
    }
    return apps.length === 1 ? apps[0] : apps;
  };

  const pass = (name: 'predict' | 'predictOnBatch' | 'apply') =>
    function (this: unknown, ...args: [unknown, unknown?]): unknown {
      const self = isView(this) ? this : model;
      const unwatched = () => model[name].apply(self, args);
      const areValues = [args[0]].flat().every((input) => input instanceof Tensor);
      // A model under training is not in service, and symbolic inputs build another model.
      const isTraining = (args[1] as { training?: boolean } | undefined)?.training === true;
      if (!tap.isOpen() || isTraining || (name === 'apply' && !areValues)) return unwatched();
      // As it would itself at its first pass; before that there is no model inside to make a view of.
      if (self.getClassName() === 'Sequential' && !self.model) self.build();
      return watch({
        self,
        inputs: args[0],
        outputs: self.outputs,
        unwatched,
        watched: (view) => model[name].apply(view, args),
      });
    };

  const execute = function (
    this: unknown,
    inputs: unknown,
    outputs: string | string[],
  ): Tensor | Tensor[] {
    const self = isView(this) ? this : model;
    const unwatched = () => model.execute.call(self, inputs, outputs);
    const names = [outputs].flat();
    if (!tap.isOpen()) return unwatched();
    let wanted: SymbolicTensor[];
    try {
      wanted = self.retrieveSymbolicTensors(names);
    } catch (error) {
      return unwatchedPass(tap, error, unwatched);
    }
    // An output asked for twice is the model's own affair.
    if (new Set(wanted).size < wanted.length) return unwatched();
    const watched = (view: LayersModel) => model.execute.call(view, inputs, names);
    const results = watch({ self, inputs, outputs: wanted, unwatched, watched });
    return (Array.isArray(outputs) ? [results].flat() : results) as Tensor | Tensor[];
  };

  const replaced = new Map<PropertyKey, unknown>([
    ['execute', execute],
    ...(['predict', 'predictOnBatch', 'apply'] as const).map((name) => [name, pass(name)] as const),
  ]);
  return new Proxy(model, {
    get: (target, property, receiver) =>
      replaced.get(property) ?? Reflect.get(target, property, receiver),
  });
}

/** A view that another tap has made. */
function isView(model: unknown): model is LayersModel {
  return typeof model === 'object' && model !== null && views.has(model);
}

/** @throws {@link InvalidOptionError} if no layer is named, or the model has none of that name. */
export function tappableLayersModel(
  model: LayersModel,
  options: TapOptions,
): TappableKind<LayersModel> {
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
    identify: (signal) =>
      identifyModel(
        {
          name: 'layers-model',
          featureNode: featureLayer,
          logitsNode: logits?.place.tensor.sourceLayer.name,
        },
        weightsInOrder(model),
        signal,
      ),
    isAlive: weightsLife(() => weightsOf(model)),
    tap: (tap) => tapLayersModel(model, { features, logits }, tap),
    infer: (watched, input) => watched.predict(input) as Tensor | Tensor[],
  };
}

/** Undefined for a model with several outputs, or with a sigmoid at its end. */
function defaultLogits(model: LayersModel): LayersLogits | undefined {
  const [output, ...others] = model.outputs;
  if (!output || others.length > 0) return undefined;
  const place = originOf(output);
  return activationOf(place) === 'sigmoid' ? undefined : toLogits(place);
}

function toLogits(place: Place): LayersLogits {
  return { place, areProbabilities: activationOf(place) === 'softmax' };
}

function activationOf({ tensor: { sourceLayer } }: Place): unknown {
  const name = sourceLayer.getClassName();
  return name === 'Softmax' ? 'softmax' : sourceLayer.getConfig()['activation'];
}

/** In their order: tfjs makes names unique within a page, so that they differ from visit to visit. */
function weightsInOrder(model: LayersModel): ModelWeights {
  const tensors = weightsOf(model);
  const weights = model.weights.map(({ originalName }, at) => ({
    name: originalName,
    tensor: tensors[at]!,
  }));
  return { model, weights, areInOrder: true };
}

/** @throws Where the model is disposed of. */
function weightsOf(model: LayersModel): Tensor[] {
  return model.weights.map((weight) => weight.read());
}
