import { type NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import type { FeatureTap, TapOptions } from '../../core/model/tap.js';
import { deliverFeatures, type TappableTfjsModel } from './featureTap.js';
import { type LayersModel, type SymbolicTensor, viewOf } from './layersModel.js';
import { identifyModel } from './modelIdentity.js';
import { openGraph, originOf, outputOfLayer, type Place } from './nestedModels.js';

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

/**
 * A LayersModel that behaves as the original and sends one more output of the same forward pass, or
 * two, to a tap. The original runs each pass itself, by its own methods, but on a view of it that has
 * these outputs as well.
 */
function tapLayersModel(model: LayersModel, places: TapPlaces, tap: FeatureTap): LayersModel {
  const logits = tap.wantsLogits ? places.logits : undefined;
  const tappedPlaces = logits ? [places.features, logits.place] : [places.features];
  const { own, tensors: tapped } = openGraph(tappedPlaces);

  /** Sends on what was tapped; what is left are the app's own outputs. */
  const deliver = (
    results: Tensor[],
    wanted: readonly SymbolicTensor[],
    count: number,
  ): Tensor[] => {
    const apps = results.slice(0, count);
    const [features, output] = tapped.map((tensor) => results[wanted.indexOf(tensor)]);
    const logitsOutput = logits && output && { ...logits, output, firstClass: 0 };
    if (features) deliverFeatures(tap, { features, logits: logitsOutput }, apps);
    return apps;
  };

  /** Runs one of the model's own methods on a view of it. */
  const watch = <Result>(
    outputs: readonly SymbolicTensor[],
    unwatched: () => Result,
    run: (view: LayersModel) => Tensor | Tensor[],
  ): Tensor | Tensor[] | Result => {
    const wanted = [...new Set([...outputs.map(own), ...tapped])];
    let results: Tensor[];
    try {
      results = [run(viewOf(model, wanted))].flat();
    } catch (error) {
      // Where the app's own call fails as well, its error is the one to see.
      const answer = unwatched();
      tap.onError(error);
      return answer;
    }
    const apps = deliver(results, wanted, outputs.length);
    return apps.length === 1 ? apps[0]! : apps;
  };

  const pass =
    (name: 'predict' | 'predictOnBatch' | 'apply') =>
    (...args: [unknown, unknown?]): unknown => {
      const unwatched = () => model[name](...args);
      const areValues = [args[0]].flat().every((input) => input instanceof Tensor);
      // A model under training is not in service, and symbolic inputs build another model.
      const isTraining = (args[1] as { training?: boolean } | undefined)?.training === true;
      if (!tap.isOpen() || !areValues || isTraining) return unwatched();
      // As it would itself at its first pass; before that there is no model inside to make a view of.
      if (model.getClassName() === 'Sequential' && !model.model) model.build();
      return watch(
        model.outputs,
        unwatched,
        (view) => model[name].apply(view, args) as Tensor | Tensor[],
      );
    };

  const execute = (inputs: unknown, outputs: string | string[]): Tensor | Tensor[] => {
    const unwatched = () => model.execute(inputs, outputs);
    const names = [outputs].flat();
    if (!tap.isOpen() || names.length === 0) return unwatched();
    let wanted: SymbolicTensor[];
    try {
      wanted = model.retrieveSymbolicTensors(names);
    } catch {
      return unwatched();
    }
    // An output asked for twice is the model's own affair.
    if (new Set(wanted).size < wanted.length) return unwatched();
    const results = watch(wanted, unwatched, (view) => model.execute.call(view, inputs, names));
    return Array.isArray(outputs) && results instanceof Tensor ? [results] : results;
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

/** @throws {@link InvalidOptionError} if no layer is named, or the model has none of that name. */
export function tappableLayersModel(
  model: LayersModel,
  options: TapOptions,
): TappableTfjsModel<LayersModel> {
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
        logitsNode: logits?.place.tensor.sourceLayer.name,
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

/** By position: tfjs makes names unique within a page, so that they differ from visit to visit. */
function weightsInOrder(model: LayersModel): NamedTensorMap {
  return Object.fromEntries(
    model.weights.map((weight, at) => [String(at).padStart(5, '0'), weight.read()]),
  );
}
