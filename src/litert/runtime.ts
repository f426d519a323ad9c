import type { OutputOptions } from '../core/model/outputs/tappableOutputs.js';

/** What is needed of LiteRT.js's `Tensor`, of any copy or version of it. */
export interface LiteRtTensor {
  readonly type: {
    /** e.g. `'float32'`. */
    readonly dtype: string;
    readonly layout: { readonly dimensions: ArrayLike<number> };
  };
  /** One of LiteRT.js's `TensorBufferType`. */
  readonly bufferType: number;
  /** Whose device the tensor is on, where it is on one. */
  readonly environment: { readonly webGpuDevice: GPUDevice | null };
  data(): Promise<ArrayLike<number>>;
  /** In main memory only. */
  toTypedArray(): ArrayLike<number>;
  /** On a GPU only. */
  toGpuBuffer(): GPUBuffer;
  delete(): void;
}

/** What is needed of what LiteRT.js tells of an output. */
export interface LiteRtDetails {
  readonly name: string;
}

/** What is needed of LiteRT.js's `CompiledModel`, or of one of its `signatures`, of any copy or version of it. */
export interface LiteRtModel {
  getInputDetails(): readonly LiteRtDetails[];
  getOutputDetails(): readonly LiteRtDetails[];
  /** Whether it was deleted. */
  readonly deleted?: boolean;
  /** Of a `CompiledModel`, by name. */
  readonly signatures?: Readonly<Record<string, LiteRtModel>>;
  run(...request: never[]): Promise<unknown>;
}

/** Which outputs of a model to watch. */
export interface CompiledOptions extends OutputOptions {}
