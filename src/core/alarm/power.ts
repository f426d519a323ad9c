import { type FeatureRows, subsampleRows } from '../base/rows.js';
import { nullScale } from './nullScale.js';
import { shiftedMmd } from './shiftedMmd.js';
import { type Calibration, calibratedThreshold } from './thresholds.js';

/** How large a drift a reference and a window can see. */
export interface PowerEstimate {
  /**
   * The smallest shift, of every feature by so many of its standard deviations, that a test of a
   * window full of it finds in nine of ten cases. Approximate.
   */
  readonly shift: number;
  /** The same with a reference of four times as many rows. */
  readonly shiftWithMoreRows: number;
  /** What would help, where more reference rows would; one sentence. */
  readonly advice: string | undefined;
}

/** The .9 quantile of the standard normal distribution. */
const NINE_OF_TEN = 1.2816;

/** Rows that the mean of the kernel is taken over. */
const ROWS = 400;

/** Rows are worth asking for where four times as many see a shift that is a tenth smaller. */
const WORTHWHILE = 0.9;

/**
 * Estimates the power against a mean shift: where the average MMD² of a shifted window lies 1.28
 * deviations of the null above the alarm's threshold.
 *
 * @param rows The rows tested against, of which `calibration` was made.
 * @param runTime Expected run time that the alarm keeps, in tests.
 */
export async function estimatePower(
  rows: FeatureRows,
  calibration: Calibration,
  runTime: number,
  signal?: AbortSignal,
): Promise<PowerEstimate> {
  const { kernel, bandwidth, windowSize, referenceSize, deviation } = calibration;
  const mmd2 = await shiftedMmd(subsampleRows(rows, ROWS, 0), kernel, bandwidth, signal);
  const threshold = calibratedThreshold(calibration, runTime, windowSize).value;
  const needed = threshold + NINE_OF_TEN * deviation;
  const more = 4 * referenceSize;
  const gain = nullScale(more, windowSize) / nullScale(referenceSize, windowSize);
  const shift = await whereReached(mmd2, needed);
  const shiftWithMoreRows = await whereReached(mmd2, needed * gain);
  const isWorthwhile = shiftWithMoreRows < WORTHWHILE * shift;
  const advice =
    'Small drifts will be missed: add reference rows. ' +
    `With ${more} instead of ${referenceSize} a shift of ` +
    `${shiftWithMoreRows.toFixed(2)} standard deviations would be found, now ` +
    `${Number.isFinite(shift) ? `it is ${shift.toFixed(2)}` : 'none is'}.`;
  return { shift, shiftWithMoreRows, advice: isWorthwhile ? advice : undefined };
}

/** By bisection: the δ at which a growing function reaches a value; infinite where it never does. */
async function whereReached(
  mmd2: (delta: number) => Promise<number>,
  value: number,
): Promise<number> {
  let [low, high] = [0, 1];
  while ((await mmd2(high)) < value) {
    high *= 2;
    if (high > 64) return Number.POSITIVE_INFINITY;
  }
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if ((await mmd2(middle)) < value) low = middle;
    else high = middle;
  }
  return high;
}
