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

/** Where a tensor's channels are: its last axis, or the first one after the batch. */
export type Channels = 'first' | 'last';

/** What is needed of ONNX Runtime's `InferenceSession`, of any copy or version of it. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(...request: never[]): Promise<unknown>;
}

/** Which outputs of a session to watch. */
export interface SessionOptions {
  /**
   * Name of the output that holds the features, shape [batch, width]; of others the axes besides batch and
   * channels are averaged. `tapOnnx` makes an output of what is within the model.
   */
  readonly features: string;
  /**
   * Where the channels of features with more than one axis besides the batch are.
   * @defaultValue `'first'` of four axes and more, as of images; `'last'` of three, as of tokens
   */
  readonly channels?: Channels;
  /**
   * Name of the input that says which places count, such as `'attention_mask'`, shape [batch, tokens]: features
   * of [batch, tokens, width] are then averaged with these weights, 1 for a token and 0 for padding. Numbers or
   * truth values, in main memory; at least one of each input must be above 0.
   */
  readonly mask?: string;
  /** Name of the output that holds the logits of a classifier, or their softmax, shape [batch, classes]. */
  readonly logits?: string;
  /**
   * The device that features come on, where the session leaves them there (`preferredOutputLocation`); needed
   * then alone: `await ort.env.webgpu.device`.
   */
  readonly device?: GPUDevice;
  /** A name for the model's file and version, kept with a reference, which is refused for another one. */
  readonly model?: string;
  /** How inputs are prepared, in any words, kept with a reference and compared as well. */
  readonly preprocessing?: string;
  /**
   * Whether the features are left out of the answers to runs that name no outputs.
   * @defaultValue whether `tapOnnx` added them in this page, so that the app does not know of them
   */
  readonly hide?: boolean;
  /** The picture that feeds were made of, for `keepThumbnails`. */
  readonly image?: (feeds: never) => unknown;
}

/** What a run is given, by the names of the inputs. */
export type Feeds = Readonly<Record<string, OnnxTensor | undefined>>;

/** `InferenceSession.run`: feeds, then what to fetch, or options, or both. */
export type Run = (...request: readonly unknown[]) => Promise<Results>;

export type Results = Readonly<Record<string, OnnxTensor>>;
