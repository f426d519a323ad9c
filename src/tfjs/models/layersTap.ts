import { Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import type { FeatureTap, TapOptions } from '../../core/model/tap.js';
import { deliverFeatures, type TappableTfjsModel } from './featureTap.js';
import type { ModelWeights } from './identifyWeights.later.js';
import { type LayersModel, outputOfLayer, type SymbolicTensor } from './layersModel.js';
import { identifyModel } from './modelIdentity.js';

export { isLayersModel } from './layersModel.js';

/** Where a LayersModel's logits are. */
interface LayersLogits {
  readonly tensor: SymbolicTensor;
  readonly areProbabilities: boolean;
}

/** The tensors of a LayersModel that a tap is after. */
interface TapTensors {
  readonly features: SymbolicTensor;
  /** Undefined where the model has none. */
  readonly logits: LayersLogits | undefined;
}

/**
 * A LayersModel that behaves as the original and sends one more output of the same forward pass, or
 * two, to a tap. The original runs each pass itself, by its own methods, but on a view of it that has
 * these outputs as well.
 */
function tapLayersModel(model: LayersModel, tensors: TapTensors, tap: FeatureTap): LayersModel {
  const logits = tap.wantsLogits ? tensors.logits : undefined;
  const tapped = logits ? [tensors.features, logits.tensor] : [tensors.features];

  /** Sends on what was tapped; what is left are the app's own outputs. */
  const deliver = (
    results: Tensor[],
    wanted: readonly SymbolicTensor[],
    count: number,
  ): Tensor[] => {
    const apps = results.slice(0, count);
    const resultOf = (tensor: SymbolicTensor) => results[wanted.indexOf(tensor)];
    const features = resultOf(tensors.features);
    const output = logits && resultOf(logits.tensor);
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
    const wanted = [...new Set([...outputs, ...tapped])];
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

/** The model with other outputs; a Sequential hands its passes on to the model inside. */
function viewOf(model: LayersModel, outputs: readonly SymbolicTensor[]): LayersModel {
  const own = { outputs, retrieveSymbolicTensors: () => outputs };
  const inner = model.model && { model: viewOf(model.model, outputs) };
  return Object.assign(Object.create(model), own, inner);
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
    identify: (signal) =>
      identifyModel(
        {
          name: 'layers-model',
          featureNode: featureLayer,
          logitsNode: logits?.tensor.sourceLayer.name,
        },
        weightsInOrder(model),
        signal,
      ),
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

/** In their order: tfjs makes names unique within a page, so that they differ from visit to visit. */
function weightsInOrder(model: LayersModel): ModelWeights {
  const weights = model.weights.map((weight) => ({
    name: weight.originalName,
    tensor: weight.read(),
  }));
  return { model, weights, areInOrder: true };
}
