import { loadPart } from './core/base/loadPart.js';
import type { ExtractionOptions } from './core/model/extraction.later.js';
import type { SegmentOptions, WatchingMonitor } from './core/model/outputs/tappableOutputs.js';
import type { Answer, Run } from './litert/answers.js';
import { tappableCompiled } from './litert/compiled.js';
import type { CompiledOptions, LiteRtModel } from './litert/runtime.js';
import type { Reference } from './reference/reference.js';

export type { FitProgress } from './core/model/extraction.later.js';
export type { Channels, WatchingMonitor } from './core/model/outputs/tappableOutputs.js';
export { type LiteRtCandidate, liteRtCandidates } from './litert/candidates.js';
export type { LiteRtBytes } from './litert/graph.js';
export type {
  CompiledOptions,
  LiteRtDetails,
  LiteRtModel,
  LiteRtTensor,
} from './litert/runtime.js';
export { tapLiteRt } from './litert/tapLiteRt.js';

/** Options of `watchCompiled`. */
export interface WatchCompiledOptions extends CompiledOptions, SegmentOptions {}

/** Options of `fitCompiled`. */
export interface FitCompiledOptions extends CompiledOptions, ExtractionOptions {}

/**
 * A model with the same interface and answers as the given one, whose features go to the monitor in the same
 * run, also those of runs of its `signatures`. The given one stays untouched and unwatched.
 *
 * Features in main memory are copied; features of shape [batch, width] on the GPU are copied there and not read
 * back on the way in. Outputs that the app does not know of are deleted, all others are the app's.
 *
 * @param monitor Of `tfjs-drift/core` or `tfjs-drift`; it watches one model at a time.
 * @param model A `CompiledModel` of LiteRT.js, on any accelerator, or one of its `signatures`. Runs of a signature
 *   without the features are not watched.
 * @throws InvalidOptionError for what is no model, an output that it does not have, an option that is not
 *   known, or while a model is watched already.
 *
 * @example
 * const watched = watchCompiled(monitor, model, { features: 'pooled' });
 * const { probabilities } = await watched.run({ image });
 */
export function watchCompiled<Model extends LiteRtModel>(
  monitor: WatchingMonitor,
  model: Model,
  options: WatchCompiledOptions,
): Model {
  const { labelOf, ...compiledOptions } = options ?? {};
  return monitor.wrap(
    tappableCompiled('watchCompiled', model, compiledOptions),
    labelOf ? { labelOf } : {},
  );
}

/**
 * Fits a reference: one run of the model for each input. What it answers is deleted; inputs are yours, and a
 * generator can delete each of them when it is asked for the next one.
 *
 * @param model A `CompiledModel` of LiteRT.js or one of its `signatures`; it stays untouched.
 * @param inputs What each run is given: a tensor, an array or a record of tensors; from an array, iterable or async
 *   iterable. At least 2 rows, and many more for a test with any power.
 * @throws InvalidOptionError as `watchCompiled`, for what is no list of inputs, or naming the input that the model
 *   cannot take.
 * @throws InvalidFeaturesError for fewer than 2 rows, a NaN, features of several widths or types that are no
 *   numbers, or rows that are all equal.
 * @throws TimeoutError where the model does not answer for a minute.
 * @throws The signal's reason, when aborted.
 */
export async function fitCompiled<Model extends LiteRtModel>(
  model: Model,
  inputs: Iterable<object> | AsyncIterable<object>,
  options: FitCompiledOptions,
): Promise<Reference> {
  const { labels, times, properties, correct, onProgress, signal, ...compiledOptions } =
    options ?? {};
  const source = tappableCompiled('fitCompiled', model, compiledOptions);
  const { fitRuns } = await loadPart(() => import('./reference/fitRuns.later.js'), { signal });
  const run = async (watched: LiteRtModel, input: object): Promise<void> => {
    const answer: Answer = await (watched.run as Run)(input);
    for (const tensor of Object.values(answer)) tensor.delete();
  };
  return fitRuns(source, run, inputs, options);
}
