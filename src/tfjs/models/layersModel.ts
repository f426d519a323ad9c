import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';

/** A tensor of a LayersModel's graph, before there are values. */
export interface SymbolicTensor {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly sourceLayer: Layer;
  readonly inputs: readonly SymbolicTensor[];
}

/** The parts of a tfjs layer that are needed here. */
interface Layer {
  readonly name: string;
  readonly weights: readonly unknown[];
  getClassName(): string;
  getConfig(): Record<string, unknown>;
}

/**
 * The parts of tfjs-layers' LayersModel and Sequential that are needed here, as they are at run
 * time: with these the library needs no tfjs-layers of its own.
 */
export interface LayersModel {
  readonly outputs: readonly SymbolicTensor[];
  readonly layers: readonly (Layer & Partial<Pick<LayersModel, 'outputs'>>)[];
  readonly weights: readonly { readonly originalName: string; read(): Tensor }[];
  /** The model inside a Sequential, once it is built. */
  readonly model?: LayersModel | null;
  getClassName(): string;
  build(): void;
  predict(inputs: unknown, options?: unknown): Tensor | Tensor[];
  predictOnBatch(inputs: unknown): Tensor | Tensor[];
  execute(inputs: unknown, outputs: string | string[]): Tensor | Tensor[];
  apply(inputs: unknown, options?: unknown): unknown;
  retrieveSymbolicTensors(names: readonly string[]): SymbolicTensor[];
}

export function isLayersModel(model: object): model is LayersModel {
  const { predict, outputs, layers } = model as Partial<LayersModel>;
  return typeof predict === 'function' && Array.isArray(outputs) && Array.isArray(layers);
}

/** All tensors that the model's outputs are computed from, those nearest to the outputs first. */
export function symbolicTensors(model: LayersModel): SymbolicTensor[] {
  const found = new Set(model.outputs);
  for (const tensor of found) for (const input of tensor.inputs) found.add(input);
  return [...found];
}

/**
 * The output of the layer of a name, inside nested models as well.
 *
 * @throws {@link InvalidOptionError} for a name that no layer has, or a layer used more than once.
 */
export function outputOfLayer(model: LayersModel, option: string, name: string): SymbolicTensor {
  const tensors = symbolicTensors(model);
  const byLayer = tensors.filter(({ sourceLayer }) => sourceLayer.name === name);
  // A model that a Sequential begins with is known by its own layers only.
  const nested = model.layers.find((layer) => layer.name === name)?.outputs ?? [];
  const found = byLayer.length > 0 ? byLayer : tensors.filter((tensor) => nested.includes(tensor));
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const last = tensors.slice(0, 8).map(({ sourceLayer }) => sourceLayer.name);
  throw new InvalidOptionError(
    only
      ? `${option}: the layer '${name}' is used ${found.length} times in the model, or has as many ` +
          'outputs; one with a single output was expected.'
      : `${option}: the model has no layer '${name}'; its last ones are ${last.join(', ')}.`,
  );
}
