/**
 * Thresholds of MMD² for an expected run time: what a calibration holds, how a threshold is read from
 * it, and how thresholds and their tail follow from pretend streams.
 */

import type { Pause } from '../base/tasks.js';
import { selectKth } from '../math/distances.js';
import { sortInSlices } from '../math/sortInSlices.js';
import type { Kernel } from '../mmd/kernel.js';

/** What a calibration depends on; another of these needs another calibration. */
export interface CalibrationKey {
  readonly windowSize: number;
  readonly testEvery: number;
  readonly kernel: Kernel;
  /** In units of the features, or of the projected ones. */
  readonly bandwidth: number;
  /** Rows of the reference that are tested against. */
  readonly referenceSize: number;
}

/** Thresholds of MMD² for any expected run time, calibrated on one reference. */
export interface Calibration extends CalibrationKey {
  /** Pretend streams that were drawn. */
  readonly streams: number;
  /** Expected run times, in tests, ascending. */
  readonly runTimes: readonly number[];
  /** Shape [runTimes, tests]: for the tests since the last restart; the last one stays. */
  readonly thresholds: Float32Array;
  /** Standard deviation of MMD² without drift. */
  readonly deviation: number;
  /** How the last threshold goes on beyond the largest run time. */
  readonly tail: ParetoTail & {
    /** Run time at whose threshold the tail begins. */
    readonly from: number;
  };
}

/** A threshold, and whether the streams reached so far or a fitted tail had to. */
interface Threshold {
  readonly value: number;
  readonly isExtrapolated: boolean;
}

/**
 * The threshold of one test.
 *
 * @param runTime Expected run time to a false alarm, in tests, from the smallest calibrated one.
 * @param test Counts the tests since the monitor started, or since the last alarm, from 0.
 */
export function calibratedThreshold(
  calibration: Calibration,
  runTime: number,
  test: number,
): Threshold {
  const { runTimes, thresholds, tail } = calibration;
  const tests = thresholds.length / runTimes.length;
  const column = Math.min(test, tests - 1);
  const at = (row: number): number => thresholds[row * tests + column]!;
  const last = runTimes.length - 1;
  if (runTime > runTimes[last]!) {
    const beyond = (time: number): number => paretoQuantile(tail, time / tail.from);
    return {
      value: at(last) + beyond(runTime) - beyond(runTimes[last]!),
      isExtrapolated: true,
    };
  }
  const above = Math.max(
    1,
    runTimes.findIndex((time) => time >= runTime),
  );
  const [low, high] = [runTimes[above - 1]!, runTimes[above]!];
  // Tails being nearly exponential, thresholds are nearly linear in the run time's logarithm.
  const share = Math.log(Math.max(1, runTime / low)) / Math.log(high / low);
  return {
    value: at(above - 1) + share * (at(above) - at(above - 1)),
    isExtrapolated: false,
  };
}

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
    const values = new Float32Array(alive.length);
    for (let at = 0; at < values.length; at++) {
      values[at] = statistics[alive[at]! * tests + test]!;
    }
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

/**
 * The tail above a threshold, fitted to the later half of the tests, where the window has left its start behind. MMD² without drift is
 * a weighted sum of chi-squares, whose tail is exponential in the end; that rows are drawn without
 * replacement makes it look lighter than it is for a live stream, so it is taken for no lighter.
 */
export async function tailAbove(
  { statistics, tests }: StreamStatistics,
  threshold: number,
  pause: Pause,
): Promise<ParetoTail> {
  let exceedances = new Float64Array(1_024);
  let count = 0;
  for (let start = 0; start < statistics.length; start += tests) {
    for (let at = start + (tests >> 1); at < start + tests; at++) {
      if (!(statistics[at]! > threshold)) continue;
      if (count === exceedances.length) {
        const larger = new Float64Array(2 * count);
        larger.set(exceedances);
        exceedances = larger;
      }
      exceedances[count++] = statistics[at]! - threshold;
    }
    await pause();
  }
  const sorted = await sortInSlices(exceedances.subarray(0, count), pause);
  let sum = 0;
  for (const exceedance of sorted) sum += exceedance;
  // Statistics that are all the same exceed nothing.
  const mean = count > 0 ? sum / count : 0;
  await pause();
  const tail = fitParetoTail(sorted);
  return tail.shape > 0 ? tail : { shape: 0, scale: mean };
}

/** A generalised Pareto tail: P(X > x) = (1 + shape x / scale)^(-1 / shape), for x above 0. */
export interface ParetoTail {
  /** 0: exponential; above: heavier; below: bounded. */
  readonly shape: number;
  readonly scale: number;
}

/**
 * Fits a generalised Pareto distribution by probability-weighted moments (Hosking & Wallis,
 * "Parameter and Quantile Estimation for the Generalized Pareto Distribution", Technometrics 29,
 * 1987), which are steadier than maximum likelihood on a few hundred values.
 *
 * @param exceedances Values above the threshold, less the threshold; sorted ascending, at least 10.
 */
export function fitParetoTail(exceedances: Float64Array): ParetoTail {
  const count = exceedances.length;
  let [mean, weighted] = [0, 0];
  for (let rank = 0; rank < count; rank++) {
    mean += exceedances[rank]!;
    weighted += exceedances[rank]! * (count - 1 - rank);
  }
  mean /= count;
  weighted /= (count - 1) * count;
  const shape = 2 - mean / (mean - 2 * weighted);
  return { shape, scale: (2 * mean * weighted) / (mean - 2 * weighted) };
}

/** How far above its threshold a value lies that the tail exceeds with probability 1 / `times`. */
export function paretoQuantile({ shape, scale }: ParetoTail, times: number): number {
  const log = Math.log(times);
  return Math.abs(shape) < 1e-9 ? scale * log : (scale * Math.expm1(shape * log)) / shape;
}
