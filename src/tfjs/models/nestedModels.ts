import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import { type Layer, type LayersModel, type SymbolicTensor, viewOf } from './layersModel.js';

/** Where a tensor of a LayersModel is: in its own graph, or in that of a model that is a layer of it. */
export interface Place {
  readonly tensor: SymbolicTensor;
  /** What the models that it is in give, each in the graph around it, the outermost first. */
  readonly within: readonly SymbolicTensor[];
  /** What it is computed from, across the borders of models. */
  readonly inputs: readonly Place[];
}

/** Places of a model's outputs, and all that they are computed from, the nearest first. */
export function placesOf(model: LayersModel): { outputs: Place[]; all: Place[] } {
  const outputs = model.outputs.map(placing([], new Map()));
  const all = new Set(outputs);
  for (const { inputs } of all) for (const input of inputs) all.add(input);
  return { outputs, all: [...all] };
}

/** @param known Places that are known already, as of what a model inside is given. */
function placing(
  within: Place['within'],
  known: Map<SymbolicTensor, Place>,
): (tensor: SymbolicTensor) => Place {
  const entered = new Map<string, (tensor: SymbolicTensor) => Place>();
  const enter = (outer: SymbolicTensor, { name, inputs, outputs }: LayersModel): Place => {
    const use = `${name} ${outer.nodeIndex}`;
    const given = inputs.map((input, at) => [input, place(outer.inputs[at]!)] as const);
    const placeInside = entered.get(use) ?? placing([...within, outer], new Map(given));
    entered.set(use, placeInside);
    return placeInside(outputs[outer.outputTensorIndex ?? 0]!);
  };
  const create = (tensor: SymbolicTensor): Place => {
    const { sourceLayer } = tensor;
    if (isModel(sourceLayer)) return enter(tensor, sourceLayer);
    return {
      tensor,
      within,
      get inputs() {
        return tensor.inputs.map(place);
      },
    };
  };
  const place = (tensor: SymbolicTensor): Place => {
    const found = known.get(tensor) ?? create(tensor);
    known.set(tensor, found);
    return found;
  };
  return place;
}

/**
 * The output of the layer of a name; of several in models and models inside them, the outermost.
 *
 * @throws {@link InvalidOptionError} for a name that no layer has, or a layer used more than once.
 */
export function outputOfLayer(model: LayersModel, option: string, name: string): Place {
  const { all } = placesOf(model);
  const byLayer = all.filter(({ tensor }) => tensor.sourceLayer.name === name);
  const outputs = modelsIn(model).find((inside) => inside.name === name)?.outputs ?? [];
  const found = byLayer.length > 0 ? byLayer : all.filter(({ tensor }) => outputs.includes(tensor));
  const depth = Math.min(...found.map(({ within }) => within.length));
  const [only, ...others] = found.filter(({ within }) => within.length === depth);
  if (only && others.length === 0) return only;
  const last = all.slice(0, 8).map(({ tensor }) => tensor.sourceLayer.name);
  throw new InvalidOptionError(
    only
      ? `${option}: the layer '${name}' is used ${others.length + 1} times in the model, or has as many ` +
          'outputs; one with a single output was expected.'
      : `${option}: the model has no layer '${name}'; its last ones are ${last.join(', ')}.`,
  );
}

function modelsIn({ layers }: LayersModel): LayersModel[] {
  const models = layers.filter(isModel);
  return [...models, ...models.flatMap(modelsIn)];
}

function isModel(layer: Layer): layer is LayersModel {
  return 'outputs' in layer && 'layers' in layer;
}

/** A model's graph in which tensors of models inside are tensors like its own. */
interface OpenGraph {
  /** What stands here for a tensor of the model's own graph. */
  readonly own: (tensor: SymbolicTensor) => SymbolicTensor;
  readonly tensors: readonly SymbolicTensor[];
}

/**
 * Opens the models inside for these places. Nothing of the model is changed: what comes out of such a
 * model here comes out of a view of it, which runs as it would itself, once, and keeps what was computed
 * on the way for a tensor that is read after it.
 */
export function openGraph(places: readonly Place[], depth: number = 0): OpenGraph {
  const stands = new Map<SymbolicTensor, SymbolicTensor>();
  const own = (tensor: SymbolicTensor): SymbolicTensor => {
    const known = stands.get(tensor);
    if (known) return known;
    const inputs = tensor.inputs.map(own);
    const isSame = inputs.every((input, at) => input === tensor.inputs[at]);
    const stand = isSame ? tensor : derived(tensor, { inputs });
    stands.set(tensor, stand);
    return stand;
  };
  const found = new Map<Place, SymbolicTensor>();
  for (const place of places) {
    const outer = place.within[depth];
    if (!outer || found.has(place)) continue;
    const together = places.filter((other) => other.within[depth] === outer);
    const opened = openModel(own(outer), together, depth);
    stands.set(outer, opened.output);
    together.forEach((other, at) => {
      found.set(other, opened.tensors[at]!);
    });
  }
  return { own, tensors: places.map((place) => found.get(place) ?? own(place.tensor)) };
}

/** @param output What comes out of the model at present. */
function openModel(
  output: SymbolicTensor,
  places: readonly Place[],
  depth: number,
): { output: SymbolicTensor; tensors: SymbolicTensor[] } {
  const model = output.sourceLayer as LayersModel;
  const { own, tensors } = openGraph(places, depth + 1);
  const outputs = model.outputs.map(own);
  const wanted = [...new Set([...outputs, ...tensors])];
  const itself = outputs[output.outputTensorIndex ?? 0];
  if (tensors.every((tensor) => tensor === itself)) {
    return { output, tensors: tensors.map(() => output) };
  }
  let values: Tensor[] = [];
  const sourceLayer = Object.assign(Object.create(model), {
    apply(inputs: unknown, options: unknown) {
      values = [model.apply.call(viewOf(model, wanted), inputs, options)].flat() as Tensor[];
      return values.slice(0, outputs.length);
    },
  });
  const opened = derived(output, { sourceLayer });
  const read = (tensor: SymbolicTensor) =>
    reader(tensor, opened, () => values[wanted.indexOf(tensor)]!);
  return {
    output: opened,
    tensors: tensors.map((tensor) => (tensor === itself ? opened : read(tensor))),
  };
}

function derived(tensor: SymbolicTensor, changes: Partial<SymbolicTensor>): SymbolicTensor {
  return Object.assign(Object.create(tensor), changes);
}

let readers = 0;

/**
 * A tensor whose value is kept when another is computed. Its name is new each time: tfjs remembers by
 * names in which order to compute.
 */
function reader(
  tensor: SymbolicTensor,
  after: SymbolicTensor,
  apply: () => Tensor,
): SymbolicTensor {
  const name = `${tensor.name}/read_${readers++}`;
  const sourceLayer = { apply, inboundNodes: [undefined], output: {} };
  const one = derived(tensor, {
    id: name,
    name,
    inputs: [after],
    sourceLayer: sourceLayer as never,
  });
  sourceLayer.output = one;
  return one;
}
