/** Embedders of MediaPipe's tasks, watched as they answer. */
import { came, requireInteger, requireType } from '../core/base/checks.js';
import { InvalidFeaturesError, InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { rowsInMemory } from '../core/base/rowsInMemory.js';
import { type GuardedTap, guardedTap } from '../core/model/guardedTap.js';
import type { FeatureTap, TappableModel } from '../core/model/tap.js';

/** What is needed of an `ImageEmbedder` or a `TextEmbedder`, of any copy or version of MediaPipe. */
export interface MediaPipeEmbedder {
  embed(...request: never[]): unknown;
  embedForVideo?(...request: never[]): unknown;
  close(): void;
}

/** What to watch of an embedder. */
export interface EmbedderOptions {
  /**
   * Which of the model's outputs holds the features, where it has several.
   * @defaultValue 0
   */
  readonly head?: number;
  /** A name for the model's file and version, kept with a reference, which is refused for another one. */
  readonly model?: string;
  /** How inputs are prepared, in any words, kept with a reference and compared as well. */
  readonly preprocessing?: string;
}

const NAMES: NamesOf<EmbedderOptions> = { head: true, model: true, preprocessing: true };

/**
 * @param what Who asks for it, as messages call it.
 * @throws {@link InvalidOptionError} for what is no embedder, or an option that is not known.
 */
export function tappableEmbedder<Embedder extends MediaPipeEmbedder>(
  what: string,
  embedder: Embedder,
  options: EmbedderOptions,
): TappableModel<Embedder> {
  requireEmbedder(embedder);
  requireKnownNames(what, options, NAMES);
  const { head = 0, model = 'mediapipe', preprocessing } = options;
  requireInteger('head', head, 0);
  requireType('model', model, 'string');
  requireType('preprocessing', preprocessing, 'string');
  let isClosed = false;
  return {
    preprocessing,
    identify: async () => ({
      name: model,
      featureNode: `embeddings[${head}]`,
      architecture: 'embedder',
      weightMagnitude: 0,
      // An embedder does not give them away.
      weights: [],
    }),
    isAlive: () => !isClosed,
    tap: (tap) =>
      tapEmbedder(embedder, head, tap, () => {
        isClosed = true;
      }),
  };
}

function tapEmbedder<Embedder extends MediaPipeEmbedder>(
  embedder: Embedder,
  head: number,
  given: FeatureTap,
  onClose: () => void,
): Embedder {
  const tap = guardedTap(given);
  const close = (): void => {
    onClose();
    embedder.close();
  };
  return new Proxy(embedder, {
    get: (target, property) => {
      const value = Reflect.get(target, property, target) as unknown;
      if (typeof value !== 'function') return value;
      if (property === 'close') return close;
      const method = value.bind(target) as (...request: unknown[]) => unknown;
      const isPass = property === 'embed' || property === 'embedForVideo';
      return isPass ? watched(method, head, tap) : method;
    },
  });
}

/** MediaPipe computes while the app waits, so that nothing can overtake. */
function watched(
  method: (...request: unknown[]) => unknown,
  head: number,
  tap: GuardedTap,
): typeof method {
  return (...request) => {
    if (!tap.isOpen()) return method(...request);
    let answer: unknown;
    try {
      answer = method(...request);
    } catch (error) {
      tap.onPassFailed(error);
      throw error;
    }
    try {
      const row = rowOf(answer as Answer, head);
      // A text is no picture.
      if (typeof request[0] === 'object') tap.onInput(request[0]);
      tap.onFeatures(rowsInMemory(row, [1, row.length]), undefined);
    } catch (error) {
      tap.onError(error);
    }
    return answer;
  };
}

/** `ImageEmbedderResult` and `TextEmbedderResult`. */
interface Answer {
  readonly embeddings: readonly {
    readonly floatEmbedding?: readonly number[];
    readonly quantizedEmbedding?: Uint8Array;
  }[];
}

/** A copy of the features. */
function rowOf(answer: Answer, head: number): Float32Array {
  const embeddings = answer?.embeddings ?? [];
  const { floatEmbedding, quantizedEmbedding } = embeddings[head] ?? {};
  if (floatEmbedding?.length) return Float32Array.from(floatEmbedding);
  throw new InvalidFeaturesError(
    quantizedEmbedding?.length
      ? "embedding: bytes came (quantizedEmbedding); numbers were expected. Leave `quantize` out of the embedder's options."
      : `embedding: none came for head ${head}, of ${embeddings.length} in all.`,
  );
}

function requireEmbedder(embedder: MediaPipeEmbedder): void {
  const { embed, close } = Object(embedder) as Partial<MediaPipeEmbedder>;
  if (typeof embed === 'function' && typeof close === 'function') return;
  throw new InvalidOptionError(
    `embedder: an ImageEmbedder or a TextEmbedder of MediaPipe was expected, ${came(embedder)} came.`,
  );
}
