import { loadPart } from './core/base/loadPart.js';
import type { ExtractionOptions } from './core/model/extraction.later.js';
import type { TappableModel } from './core/model/tap.js';
import {
  type EmbedderOptions,
  type MediaPipeEmbedder,
  tappableEmbedder,
} from './mediapipe/embedder.js';
import type { Reference } from './reference/reference.js';

export type { FitProgress } from './core/model/extraction.later.js';
export type { EmbedderOptions, MediaPipeEmbedder } from './mediapipe/embedder.js';

/** A `DriftMonitor`, of whatever entry. */
export interface EmbedderMonitor {
  wrap<Model extends object>(model: TappableModel<Model>): Model;
}

/** Options of `fitEmbedder`. */
export interface FitEmbedderOptions extends EmbedderOptions, ExtractionOptions {}

/** What an embedder is given first: a picture or a text. */
export type EmbedderInput<Embedder extends MediaPipeEmbedder> = Parameters<Embedder['embed']>[0];

/**
 * An embedder with the same interface and answers as the given one, whose embeddings go to the monitor, of
 * `embed` and `embedForVideo`. The given one stays untouched and unwatched.
 *
 * Embeddings are copied; pictures are for `keepThumbnails` alone. MediaPipe answers at once, so that nothing can
 * slow an app down that gives inputs faster than they are tested: some are given up then, and counted.
 *
 * @param monitor Of `tfjs-drift/core` or `tfjs-drift`; it watches one model at a time.
 * @param embedder An `ImageEmbedder` of `@mediapipe/tasks-vision` or a `TextEmbedder` of
 *   `@mediapipe/tasks-text`, without `quantize`: bytes are refused in the `error` event.
 * @throws InvalidOptionError for what is no embedder, an option that is not known, or while a model is watched
 *   already.
 *
 * @example
 * const watched = watchEmbedder(monitor, embedder);
 * const { embeddings } = watched.embed(image);
 */
export function watchEmbedder<Embedder extends MediaPipeEmbedder>(
  monitor: EmbedderMonitor,
  embedder: Embedder,
  options: EmbedderOptions = {},
): Embedder {
  return monitor.wrap(tappableEmbedder('watchEmbedder', embedder, options));
}

/**
 * Fits a reference: one call of `embed` for each input.
 *
 * @param embedder As for `watchEmbedder`; it stays untouched. An `ImageEmbedder` must be in the running mode
 *   `IMAGE`, and may be set to `VIDEO` afterwards.
 * @param inputs Pictures or texts, from an array, iterable or async iterable; at least 2, and many more for a test
 *   with any power.
 * @throws InvalidOptionError as `watchEmbedder`, for what is no list of inputs, or naming the input that the
 *   embedder cannot take.
 * @throws InvalidFeaturesError for fewer than 2 inputs, bytes, a NaN, or embeddings that are all equal.
 * @throws The signal's reason, when aborted.
 */
export async function fitEmbedder<Embedder extends MediaPipeEmbedder>(
  embedder: Embedder,
  inputs: Iterable<EmbedderInput<Embedder>> | AsyncIterable<EmbedderInput<Embedder>>,
  options: FitEmbedderOptions = {},
): Promise<Reference> {
  const { labels, times, properties, correct, onProgress, signal, ...embedderOptions } = options;
  const source = tappableEmbedder('fitEmbedder', embedder, embedderOptions);
  const { fitRuns } = await loadPart(() => import('./reference/fitRuns.later.js'), { signal });
  return fitRuns(source, async (watched, input) => watched.embed(input as never), inputs, options);
}
