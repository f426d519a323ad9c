import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import { type Layer, type LayersModel, type SymbolicTensor, viewOf } from './layersModel.js';

/** Where a tensor of a LayersModel is: in its own graph, or in that of a model that is a layer of it. */
export interface Place {
  readonly tensor: SymbolicTensor;
  /** What the models that it is in give, each in the graph around it, the outermost first. */
  readonly within: readonly SymbolicTensor[];
}

/** All places that the model's outputs are computed from, those nearest to the outputs first. */
function placesOf(model: LayersModel, within: Place['within'] = []): Place[] {
  const found = new Set(model.outputs);
  for (const { inputs } of found) for (const input of inputs) found.add(input);
  const tensors = [...found];
  return tensors.flatMap((tensor) => {
    const { sourceLayer, nodeIndex } = tensor;
    const place = { tensor, within };
    if (!isModel(sourceLayer)) return place;
    const ofThisUse = (other: SymbolicTensor) =>
      other.sourceLayer === sourceLayer && other.nodeIndex === nodeIndex;
    const isFirst = tensors.find(ofThisUse) === tensor;
    return isFirst ? [place, ...placesOf(sourceLayer, [...within, tensor])] : place;
  });
}

/** Where a tensor of the model's own graph comes from: from no model inside, but from a layer. */
export function originOf(tensor: SymbolicTensor, within: Place['within'] = []): Place {
  const { sourceLayer, outputTensorIndex = 0 } = tensor;
  return isModel(sourceLayer)
    ? originOf(sourceLayer.outputs[outputTensorIndex]!, [...within, tensor])
    : { tensor, within };
}

/**
 * The output of the layer of a name; of several in models and models inside them, the outermost.
 *
 * @throws {@link InvalidOptionError} for a name that no layer has, or a layer used more than once.
 */
export function outputOfLayer(model: LayersModel, option: string, name: string): Place {
  const all = placesOf(model);
  const byLayer = all.filter(({ tensor }) => tensor.sourceLayer.name === name);
  // A model that a Sequential begins with is known by its own layers only.
  const outputs = model.layers.filter(isModel).find((inside) => inside.name === name)?.outputs;
  const found =
    byLayer.length > 0 ? byLayer : all.filter(({ tensor }) => outputs?.includes(tensor));
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

export function isModel(layer: Layer): layer is LayersModel {
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
