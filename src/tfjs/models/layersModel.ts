import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor of a LayersModel's graph, before there are values. */
export interface SymbolicTensor {
  readonly id: unknown;
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly sourceLayer: Layer;
  readonly inputs: readonly SymbolicTensor[];
  /** Which use of its layer. */
  readonly nodeIndex: number;
  /** Which output of its layer, where that has several. */
  readonly outputTensorIndex?: number;
}

/** The parts of a tfjs layer that are needed here. */
export interface Layer {
  readonly name: string;
  readonly weights: readonly unknown[];
  getClassName(): string;
  getConfig(): Record<string, unknown>;
}

/**
 * The parts of tfjs-layers' LayersModel and Sequential that are needed here, as they are at run
 * time: with these the library needs no tfjs-layers of its own.
 */
export interface LayersModel extends Layer {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  readonly layers: readonly Layer[];
  readonly weights: readonly { readonly originalName: string; read(): Tensor }[];
  /** The model inside a Sequential, once it is built. */
  readonly model?: LayersModel | null;
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

/** What {@link viewOf} made. */
export const views = new WeakSet<object>();

/** The model with other outputs; a Sequential hands its passes on to the model inside. */
export function viewOf(model: LayersModel, outputs: readonly SymbolicTensor[]): LayersModel {
  const own = { outputs, retrieveSymbolicTensors: () => outputs };
  const inner = model.model && { model: viewOf(model.model, outputs) };
  const view = Object.assign(Object.create(model), own, inner);
  views.add(view);
  return view;
}
