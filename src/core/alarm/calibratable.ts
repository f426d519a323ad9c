import { InvalidOptionError } from '../base/errors.js';
import type { Bandwidth } from '../mmd/options.js';

/** Rows of the reference that a pretend stream of 2 m - 1 samples leaves to be tested against. */
export function remainingRows(referenceSize: number, windowSize: number): number {
  return referenceSize - (2 * windowSize - 1);
}

/** A stream must leave two rows, for an unbiased statistic against them. */
const FEWEST_ROWS = 2;

/** @throws {@link InvalidOptionError} saying which sizes would do. */
export function requireCalibratable(referenceSize: number, windowSize: number): void {
  if (remainingRows(referenceSize, windowSize) >= FEWEST_ROWS) return;
  const largest = Math.floor((referenceSize + 1 - FEWEST_ROWS) / 2);
  const fewest = 2 * windowSize - 1 + FEWEST_ROWS;
  throw new InvalidOptionError(
    `reference, windowSize: alarm thresholds for a window of ${windowSize} cannot be calibrated on ` +
      `${referenceSize} reference rows. Give at least ${fewest} rows (several times that is better)` +
      `${largest >= 2 ? `, a windowSize of at most ${largest}` : ''}, or another policy.`,
  );
}

/**
 * @param bandwidth Undefined where it changes from test to test, or is several.
 * @throws {@link InvalidOptionError} for one that no threshold can be calibrated for.
 */
export function requireFixedBandwidth(
  bandwidth: Bandwidth | undefined,
): asserts bandwidth is 'median' | number {
  if (bandwidth === 'median' || typeof bandwidth === 'number') return;
  const given = bandwidth === undefined ? "'pooled-median' or 'fuse'" : `'${bandwidth}'`;
  throw new InvalidOptionError(
    `policy: thresholds are calibrated for a fixed bandwidth, ${given} came. ` +
      "Set `bandwidth` to 'median' or a number, or `policy` to another one.",
  );
}
