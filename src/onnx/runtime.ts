import type { OutputOptions } from '../core/model/outputs/tappableOutputs.js';

/** What is needed of ONNX Runtime's `Tensor`, of any copy or version of it. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  /** e.g. `'float32'`. */
  readonly type: string;
  /** `'cpu'`, `'gpu-buffer'` or another place. */
  readonly location: string;
  /** In main memory only. */
  readonly data: unknown;
  /** On a GPU only. */
  readonly gpuBuffer: unknown;
  getData(): Promise<unknown>;
  dispose(): void;
}

/** What is needed of ONNX Runtime's `InferenceSession`, of any copy or version of it. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(...request: never[]): Promise<unknown>;
}

/** Which outputs of a session to watch. */
export interface SessionOptions extends OutputOptions {
  /**
   * Name of the input that says which places count, such as `'attention_mask'`, shape [batch, tokens]: features
   * of [batch, tokens, width] are then averaged with these weights, 1 for a token and 0 for padding. Numbers or
   * truth values, in main memory; at least one of each input must be above 0.
   */
  readonly mask?: string;
  /**
   * The device that features come on, where the session leaves them there (`preferredOutputLocation`); needed
   * then alone: `await ort.env.webgpu.device`.
   */
  readonly device?: GPUDevice;
}

/** What a run is given, by the names of the inputs. */
export type Feeds = Readonly<Record<string, OnnxTensor | undefined>>;

/** `InferenceSession.run`: feeds, then what to fetch, or options, or both. */
export type Run = (...request: readonly unknown[]) => Promise<Results>;

export type Results = Readonly<Record<string, OnnxTensor>>;
