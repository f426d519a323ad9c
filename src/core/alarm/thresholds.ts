import type { Kernel } from '../mmd/kernel.js';
import { type ParetoTail, paretoQuantile } from './generalizedPareto.js';

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
export interface Threshold {
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
