import type { Pause } from '../base/tasks.js';
import { selectKth } from '../math/distances.js';

/**
 * The statistics of pretend streams. Of many streams only those that rise high somewhere matter;
 * the others can be left out of `statistics` and are only counted.
 */
export interface StreamStatistics {
  /** Shape [kept, tests]. */
  readonly statistics: Float32Array;
  /** Tests per stream. */
  readonly tests: number;
  /** All streams, those left out included. */
  readonly streams: number;
  /** No statistic of a stream left out is above this. */
  readonly cut: number;
}

/**
 * Thresholds that keep a false alarm equally likely at every test, whatever came before: at each
 * test, the 1 - `rate` quantile (type 7) of the streams that have not crossed a threshold so far
 * (Cobb, Van Looveren, Klaise, "Sequential Multivariate Change Detection with Calibrated and
 * Memoryless False Detection Rates", AISTATS 2022, algorithm 1).
 *
 * @param rate Probability of a false alarm per test.
 * @returns Shape [tests]; undefined where so low a quantile lies among the streams left out.
 */
export async function survivorThresholds(
  { statistics, tests, streams, cut }: StreamStatistics,
  rate: number,
  pause: Pause,
): Promise<Float64Array | undefined> {
  const thresholds = new Float64Array(tests);
  let alive = Int32Array.from({ length: statistics.length / tests }, (_, stream) => stream);
  const leftOut = streams - alive.length;
  for (let test = 0; test < tests; test++) {
    const values = Float32Array.from(alive, (stream) => statistics[stream * tests + test]!);
    const position = (leftOut + values.length - 1) * (1 - rate) - leftOut;
    if (position < 0) return undefined;
    const low = selectKth(values, Math.floor(position));
    if (low < cut) return undefined;
    // What is above the k-th smallest is to its right now.
    const high = smallest(values.subarray(Math.floor(position) + 1), low);
    const threshold = low + (position % 1) * (high - low);
    thresholds[test] = threshold;
    alive = alive.filter((stream) => statistics[stream * tests + test]! <= threshold);
    await pause();
  }
  return thresholds;
}

function smallest(values: Float32Array, otherwise: number): number {
  if (values.length === 0) return otherwise;
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < least) least = value;
  return least;
}
