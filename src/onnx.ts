import { loadPart } from './core/base/loadPart.js';
import type { ExtractionOptions } from './core/model/extraction.later.js';
import type { SegmentOptions, WatchingMonitor } from './core/model/outputs/tappableOutputs.js';
import type { OnnxSession, SessionOptions } from './onnx/runtime.js';
import { tappableSession } from './onnx/session.js';
import type { Reference } from './reference/reference.js';

export type { FitProgress } from './core/model/extraction.later.js';
export type { Channels, WatchingMonitor } from './core/model/outputs/tappableOutputs.js';
export { type OnnxCandidate, onnxCandidates } from './onnx/candidates.js';
export type { OnnxBytes } from './onnx/graph.js';
export type { OnnxSession, OnnxTensor, SessionOptions } from './onnx/runtime.js';
export { tapOnnx } from './onnx/tapOnnx.js';

/** Options of `watchSession`. */
export interface WatchSessionOptions extends SessionOptions, SegmentOptions {}

/** Options of `fitSession`. */
export interface FitSessionOptions extends SessionOptions, ExtractionOptions {}

/**
 * A session with the same interface and answers as the given one, whose features go to the monitor in the same
 * run. The given one stays untouched and unwatched.
 *
 * Features in main memory are copied; features that the session leaves on the GPU
 * (`preferredOutputLocation: { features: 'gpu-buffer' }`) are copied there and not read back on the way in. Outputs that
 * the app did not ask for are disposed of, all others are the app's.
 *
 * @param monitor Of `tfjs-drift/core` or `tfjs-drift`; it watches one model at a time.
 * @param session An `InferenceSession` of ONNX Runtime, on any execution provider.
 * @throws InvalidOptionError for what is no session, an output that it does not have, an option that is not
 *   known, or while a model is watched already.
 *
 * @example
 * const watched = watchSession(monitor, session, { features: 'pooled' });
 * const { logits } = await watched.run({ input });
 */
export function watchSession<Session extends OnnxSession>(
  monitor: WatchingMonitor,
  session: Session,
  options: WatchSessionOptions,
): Session {
  const { labelOf, ...sessionOptions } = options ?? {};
  return monitor.wrap(
    tappableSession('watchSession', session, sessionOptions),
    labelOf ? { labelOf } : {},
  );
}

/**
 * Fits a reference: one run of the session for each input.
 *
 * @param session An `InferenceSession` of ONNX Runtime; it stays untouched.
 * @param inputs The feeds of each run, from an array, iterable or async iterable; at least 2 rows; a monitor needs 10, and
 *   several hundred are better.
 * @throws InvalidOptionError as `watchSession`, for what is no list of feeds, or naming the input that the session
 *   cannot take.
 * @throws InvalidFeaturesError for fewer than 2 rows, a NaN, features of several widths or types that are no
 *   numbers, or rows that are all equal.
 * @throws TimeoutError where the session does not answer for a minute.
 * @throws The signal's reason, when aborted.
 */
export async function fitSession<Session extends OnnxSession>(
  session: Session,
  inputs: Iterable<object> | AsyncIterable<object>,
  options: FitSessionOptions,
): Promise<Reference> {
  const { labels, times, properties, correct, onProgress, signal, ...sessionOptions } =
    options ?? {};
  const source = tappableSession('fitSession', session, sessionOptions);
  const { fitRuns } = await loadPart(() => import('./reference/fitRuns.later.js'), { signal });
  return fitRuns(source, (watched, feeds) => watched.run(feeds as never), inputs, options);
}
