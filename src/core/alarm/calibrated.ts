import { InvalidOptionError } from '../base/errors.js';
import type { PolicyContext } from './alarmPolicy.js';
import { calibrate, streamsFor } from './calibrate.js';
import { remainingRows, testsPerStream } from './pretendStreams.js';
import { referenceKernel } from './referenceKernel.js';
import type { Calibration } from './thresholds.js';

/** A stream must leave two rows, for an unbiased statistic against them. */
const FEWEST_ROWS = 2;

/** What a calibration is made of. */
export type CalibrationContext = Omit<PolicyContext, 'features' | 'falseAlarms' | 'saved'>;

/**
 * The calibration that a policy needs, from the reference's store or made now and put there.
 *
 * @param runTime The longest expected run time, in tests.
 * @throws {@link InvalidOptionError} where reference, window or bandwidth do not allow one.
 */
export async function calibrated(
  context: CalibrationContext,
  runTime: number,
): Promise<Calibration> {
  const { reference, windowSize, testEvery, kernel, bandwidth, calibrations, seed } = context;
  if (bandwidth === undefined) {
    throw new InvalidOptionError(
      "policy: thresholds are calibrated for a fixed bandwidth, 'pooled-median' or 'fuse' came. " +
        "Set `bandwidth` to 'median' or a number, or `policy` to another one.",
    );
  }
  requireCalibratable(reference.count, windowSize);
  const key = { windowSize, testEvery, kernel, bandwidth, referenceSize: reference.count };
  const known = calibrations.find(key, streamsFor(runTime, testsPerStream(key)));
  if (known) return known;
  const { signal, onProgress } = context;
  const matrix = await referenceKernel(reference, kernel, bandwidth, signal);
  const made = await calibrate(matrix, key, { runTime, seed, signal, onProgress });
  calibrations.add(made);
  return made;
}

/** @throws {@link InvalidOptionError} saying which sizes would do. */
function requireCalibratable(referenceSize: number, windowSize: number): void {
  if (remainingRows(referenceSize, windowSize) >= FEWEST_ROWS) return;
  const largest = Math.floor((referenceSize + 1 - FEWEST_ROWS) / 2);
  const fewest = 2 * windowSize - 1 + FEWEST_ROWS;
  throw new InvalidOptionError(
    `reference, windowSize: alarm thresholds for a window of ${windowSize} cannot be calibrated on ` +
      `${referenceSize} reference rows. Give at least ${fewest} rows (several times that is better)` +
      `${largest >= 2 ? `, a windowSize of at most ${largest}` : ''}, or another policy.`,
  );
}
