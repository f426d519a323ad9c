/** As much of packages that samples use, and that this project does not depend on, as they use. */

declare module 'react' {
  export function useEffect(
    effect: () => (() => void) | undefined,
    deps?: readonly unknown[],
  ): void;
  export function useRef<T>(initial: T): { current: T };
  export function useState<T>(initial: T): [T, (next: T) => void];
}

declare namespace JSX {
  interface IntrinsicElements {
    [name: string]: Record<string, unknown>;
  }
  type Element = object;
}

declare module '@huggingface/transformers' {
  interface Tensor {
    readonly data: Float32Array;
    readonly dims: number[];
  }
  type Pipeline = (input: string | URL | Blob, options?: { pool?: boolean }) => Promise<Tensor>;
  export function pipeline(
    task: 'image-feature-extraction',
    model: string,
    options?: { device?: 'webgpu' | 'wasm'; dtype?: string },
  ): Promise<Pipeline>;
}

declare module '@mediapipe/tasks-vision' {
  export const FilesetResolver: { forVisionTasks(wasm: string): Promise<object> };
  export class ImageEmbedder {
    static createFromOptions(
      fileset: object,
      options: { baseOptions: { modelAssetPath: string }; runningMode?: 'IMAGE' | 'VIDEO' },
    ): Promise<ImageEmbedder>;
    embed(image: TexImageSource): { embeddings: { floatEmbedding?: number[] }[] };
  }
}
