/** How small a drift a reference, a window and a run time can see. */

import { meanRow, subsampleRows } from '../base/derivedRows.js';
import { normal } from '../base/draws.js';
import { seededRandom } from '../base/random.js';
import type { FeatureRows } from '../base/rows.js';
import { type Pause, timeSlices } from '../base/tasks.js';
import type { DistanceMeasure } from '../math/distances.js';
import { createRowStore } from '../math/rowStore.js';
import { type Kernel, measureOf } from '../mmd/kernel.js';
import { kernelFunction } from '../mmd/kernelFunction.js';
import { nullScale } from '../mmd/statistic.js';
import { type Calibration, calibratedThreshold } from './thresholds.js';

/** How large a drift a reference and a window can see. */
export interface PowerEstimate {
  /**
   * The smallest shift, of every feature by so many of its standard deviations, that a test of a full window
   * finds in nine of ten cases; infinite if there is none. Approximate.
   */
  readonly shift: number;
  /**
   * Of a scan: the smallest shift that so many drifted rows show, beginning with the smallest number of rows
   * that can show any.
   */
  readonly byRows?: readonly { readonly rows: number; readonly shift: number }[];
  /** The same with a reference of four times as many rows. */
  readonly shiftWithMoreRows: number;
  /** What to do, if more reference rows would help; one sentence. */
  readonly advice: string | undefined;
}

/** The .9 quantile of the standard normal distribution. */
const NINE_OF_TEN = 1.2816;

/**
 * Rows that the mean of the kernel is taken over: fewer where all distances must be computed anew for
 * each shift.
 */
export const POWER_ROWS = { squared: 160, absolute: 120 } as const;

/** Rows are worth asking for where four times as many see a shift that is a tenth smaller. */
const WORTHWHILE = 0.9;

/** The MMD² of windows that drifted. */
export interface ShiftedMmd {
  /** On average. */
  readonly mmd2: number;
  /** Variance of the witness of MMD at drifted rows: what one row more or less changes. */
  readonly witnessVariance: number;
}

/**
 * What nine of ten drifted windows exceed.
 *
 * @param deviation Of windows that did not drift.
 */
export function nineOfTenExceed(
  { mmd2, witnessVariance }: ShiftedMmd,
  deviation: number,
  windowSize: number,
): number {
  return mmd2 - NINE_OF_TEN * Math.sqrt(deviation ** 2 + (4 * witnessVariance) / windowSize);
}

/**
 * Estimates the power against a mean shift: where nine of ten shifted windows exceed the alarm's
 * threshold.
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
  const shifted = await shiftedMmd(
    subsampleRows(rows, POWER_ROWS[measureOf(kernel)], 0),
    kernel,
    bandwidth,
    signal,
  );
  const threshold = calibratedThreshold(calibration, runTime, windowSize).value;
  const more = 4 * referenceSize;
  const gain = nullScale(more, windowSize) / nullScale(referenceSize, windowSize);
  const beyond = (scale: number) => async (delta: number) =>
    nineOfTenExceed(await shifted(delta), scale * deviation, windowSize) - scale * threshold;
  const shift = await whereAbove0(beyond(1));
  const shiftWithMoreRows = await whereAbove0(beyond(gain));
  const isWorthwhile = shiftWithMoreRows < WORTHWHILE * shift;
  const advice =
    'Small drifts will be missed: add reference rows. ' +
    `With ${more} instead of ${referenceSize} a shift of ` +
    `${shiftWithMoreRows.toFixed(2)} standard deviations would be found, now ` +
    `${Number.isFinite(shift) ? `it is ${shift.toFixed(2)}` : 'none is'}.`;
  return { shift, shiftWithMoreRows, advice: isWorthwhile ? advice : undefined };
}

/** By bisection: the δ from which on a growing function is above 0; infinite where it never is. */
async function whereAbove0(of: (delta: number) => Promise<number>): Promise<number> {
  let [low, high] = [0, 1];
  while ((await of(high)) < 0) {
    high *= 2;
    if (high > 64) return Number.POSITIVE_INFINITY;
  }
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if ((await of(middle)) < 0) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The MMD² between rows and the same rows with every feature moved by a number of its own standard
 * deviations, up or down at random: what windows that drifted so far would show.
 *
 *     MMD²(δ) = 2 (mean k(x, x') - mean k(x, x' + δ s)),  over all pairs of different rows
 *     witness at x + δ s = mean k(x, x') - mean k(x', x + δ s),  over the others x'
 *
 * @param rows At least 2; some hundred are enough.
 * @returns A function of δ, at least 0.
 */
export async function shiftedMmd(
  rows: FeatureRows,
  kernel: Kernel,
  bandwidth: number,
  signal?: AbortSignal,
): Promise<(delta: number) => Promise<ShiftedMmd>> {
  const pause = timeSlices(signal);
  const { count } = rows;
  const kernelOf = kernelFunction(kernel, bandwidth);
  const distances = await shiftedDistances(rows, measureOf(kernel), pause);
  const meanKernels = async (delta: number): Promise<Float64Array> => {
    const means = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const row = distances(i, delta);
      for (let j = 0; j < count; j++) if (i !== j) means[i]! += kernelOf(row[j]!) / (count - 1);
      await pause();
    }
    return means;
  };
  const unmoved = await meanKernels(0);
  return async (delta) => {
    const moved = await meanKernels(delta);
    const [mean, variance] = moments(unmoved.map((value, i) => value - moved[i]!));
    return { mmd2: 2 * mean, witnessVariance: variance };
  };
}

/** Mean and variance. */
function moments(values: Float64Array): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [mean, squares / (values.length - 1)];
}

/** A function of i and δ: the distances of row i, moved by δ s, to all rows; overwritten by the next. */
async function shiftedDistances(
  rows: FeatureRows,
  measure: DistanceMeasure,
  pause: Pause,
): Promise<(i: number, delta: number) => Float64Array> {
  const { values, count, width } = rows;
  const shift = await randomShift(rows, pause);
  const store = await createRowStore(rows, count + 1, pause);
  const row = new Float64Array(count);
  if (measure === 'absolute') {
    return (i, delta) => {
      const moved = shift.map((step, c) => values[i * width + c]! + delta * step);
      store.set(count, { values: moved, count: 1, width }, 0);
      store.distances(measure, count, 0, count, row);
      return row.map((distance) => distance / store.scale);
    };
  }
  const along = new Float64Array(count);
  let squaredLength = 0;
  for (let c = 0; c < width; c++) squaredLength += shift[c]! ** 2;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < width; c++) along[i]! += values[i * width + c]! * shift[c]!;
    await pause();
  }
  const squared = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    store.distances(measure, i, 0, count, squared.subarray(i * count));
    await pause();
  }
  return (i, delta) => {
    for (let j = 0; j < count; j++) {
      // |x + δ s - x'|², expanded.
      const moved =
        squared[i * count + j]! / store.scale ** 2 +
        delta * delta * squaredLength +
        2 * delta * (along[i]! - along[j]!);
      row[j] = Math.max(0, moved);
    }
    return row;
  };
}

/** Shape [width]: each feature's standard deviation, with a random sign. */
async function randomShift(rows: FeatureRows, pause: Pause): Promise<Float64Array> {
  const { values, count, width } = rows;
  await pause();
  const mean = meanRow(rows);
  await pause();
  const variances = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < width; c++) {
      const deviation = values[i * width + c]! - mean[c]!;
      variances[c]! += (deviation * deviation) / (count - 1);
    }
    await pause();
  }
  const gaussian = normal(seededRandom(0));
  return variances.map((variance) => Math.sign(gaussian()) * Math.sqrt(variance));
}
