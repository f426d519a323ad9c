/** As much of packages that samples use, and that this project does not depend on, as they use. */

declare module '@huggingface/transformers' {
  type Device = 'webgpu' | 'wasm';
  interface LoadOptions {
    device?: Device;
    dtype?: 'fp32' | 'fp16' | 'q8';
    model_file_name?: string;
    session_options?: object;
  }
  interface Tensor {
    readonly data: Float32Array | BigInt64Array;
    readonly dims: number[];
    readonly ort_tensor: object;
  }
  interface PreTrainedModel {
    // biome-ignore lint/suspicious/noExplicitAny: as in the package
    (inputs: object): Promise<any>;
    // biome-ignore lint/suspicious/noExplicitAny: as in the package
    sessions: Record<string, any>;
  }
  type Tokenizer = (
    text: string,
    options?: { padding?: boolean; truncation?: boolean },
  ) => Record<string, Tensor>;
  interface Pipelines {
    'feature-extraction': (
      texts: string,
      options?: { pooling?: 'none' | 'mean' | 'cls'; normalize?: boolean },
    ) => Promise<Tensor>;
    'image-feature-extraction': (image: string | URL | Blob) => Promise<Tensor>;
    'text-classification': {
      (text: string): Promise<{ label: string; score: number }[]>;
      model: PreTrainedModel;
      tokenizer: Tokenizer;
    };
  }
  export function pipeline<Task extends keyof Pipelines>(
    task: Task,
    model: string,
    options?: LoadOptions,
  ): Promise<Pipelines[Task]>;
  export const AutoModel: {
    from_pretrained(model: string, options?: LoadOptions): Promise<PreTrainedModel>;
  };
  export const AutoTokenizer: { from_pretrained(model: string): Promise<Tokenizer> };
  export const env: {
    allowLocalModels: boolean;
    allowRemoteModels: boolean;
    useWasmCache: boolean;
    backends: { onnx: { wasm?: { wasmPaths?: string | { mjs: string; wasm: string } } } };
    cacheKey: string;
    // biome-ignore lint/suspicious/noExplicitAny: as in the package
    fetch: (input: string | URL, init?: any) => Promise<any>;
  };
}

declare module '@litertjs/tfjs-interop' {
  type TfjsTensor = import('@tensorflow/tfjs-core').Tensor;
  export function runWithTfjsTensors(
    model: import('@litertjs/core').CompiledModel,
    inputs: Record<string, TfjsTensor>,
  ): Promise<Record<string, TfjsTensor>>;
}

declare module '@mediapipe/tasks-vision' {
  interface Landmark {
    x: number;
    y: number;
    z: number;
  }
  interface TaskOptions {
    baseOptions: { modelAssetPath: string };
    runningMode?: 'IMAGE' | 'VIDEO';
  }
  export const FilesetResolver: { forVisionTasks(wasm: string): Promise<object> };
  export class ImageEmbedder {
    static createFromOptions(fileset: object, options: TaskOptions): Promise<ImageEmbedder>;
    setOptions(options: { runningMode?: 'IMAGE' | 'VIDEO' }): Promise<void>;
    embed(image: TexImageSource): { embeddings: { floatEmbedding?: number[] }[] };
    embedForVideo(
      frame: TexImageSource,
      timestamp: number,
    ): { embeddings: { floatEmbedding?: number[] }[] };
    close(): void;
  }
  export class PoseLandmarker {
    static createFromOptions(fileset: object, options: TaskOptions): Promise<PoseLandmarker>;
    detectForVideo(video: TexImageSource, timestamp: number): { worldLandmarks: Landmark[][] };
  }
}

declare module '@mediapipe/tasks-text' {
  export const FilesetResolver: { forTextTasks(wasm: string): Promise<object> };
  export class TextEmbedder {
    static createFromOptions(
      fileset: object,
      options: { baseOptions: { modelAssetPath: string } },
    ): Promise<TextEmbedder>;
    embed(text: string): { embeddings: { floatEmbedding?: number[] }[] };
    close(): void;
  }
}

declare module '@vitejs/plugin-vue' {
  interface Options {
    template?: { compilerOptions?: { isCustomElement?: (tag: string) => boolean } };
  }
  export default function vue(options?: Options): import('vite').Plugin;
}
