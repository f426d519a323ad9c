/**
 * How small a drift a reference, a window and a run time can see, and the variance of MMD² by their
 * sizes.
 */

import { normal } from '../base/draws.js';
import { seededRandom } from '../base/random.js';
import { type FeatureRows, meanRow, subsampleRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { squaredDistancesToRow } from '../math/distances.js';
import { type Kernel, kernelFunction } from '../mmd/kernel.js';
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

/**
 * The MMD² between rows and the same rows with every feature moved by a number of its own standard
 * deviations, up or down at random: what a window that drifted so far would show on average.
 *
 *     MMD²(δ) = 2 (mean k(x, x') - mean k(x, x' + δ s)),  over all pairs of different rows
 *
 * @param rows At least 2; some hundred are enough.
 * @returns A function of δ, at least 0.
 */
async function shiftedMmd(
  rows: FeatureRows,
  kernel: Kernel,
  bandwidth: number,
  signal?: AbortSignal,
): Promise<(delta: number) => Promise<number>> {
  const pause = timeSlices(signal);
  const { values, count, width } = rows;
  const shift = randomShift(rows);
  const along = new Float64Array(count);
  let squaredLength = 0;
  for (let c = 0; c < width; c++) squaredLength += shift[c]! ** 2;
  for (let at = 0; at < values.length; at++) {
    along[Math.floor(at / width)]! += values[at]! * shift[at % width]!;
  }
  const squared = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    squaredDistancesToRow(rows, i, 0, count, squared.subarray(i * count, (i + 1) * count));
    await pause();
  }
  const kernelOfSquared = kernelFunction(kernel, bandwidth);
  const meanKernel = async (delta: number): Promise<number> => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        if (i === j) continue;
        // |x - (x' + δ s)|², expanded.
        const moved =
          squared[i * count + j]! +
          delta * delta * squaredLength -
          2 * delta * (along[i]! - along[j]!);
        sum += kernelOfSquared(Math.max(0, moved));
      }
      await pause();
    }
    return sum / (count * (count - 1));
  };
  const unmoved = await meanKernel(0);
  return async (delta) => 2 * (unmoved - (await meanKernel(delta)));
}

/** Shape [width]: each feature's standard deviation, with a random sign. */
function randomShift(rows: FeatureRows): Float64Array {
  const { values, count, width } = rows;
  const mean = meanRow(rows);
  const variances = new Float64Array(width);
  for (let at = 0; at < values.length; at++) {
    variances[at % width]! += (values[at]! - mean[at % width]!) ** 2 / (count - 1);
  }
  const gaussian = normal(seededRandom(0));
  return variances.map((variance) => Math.sign(gaussian()) * Math.sqrt(variance));
}

/**
 * MMD²'s null deviation up to a constant: its variance is 2 E[k̃²] times this squared, with k̃ the
 * centred kernel (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, appendix B).
 *
 * @param n Rows of the reference.
 * @param m Rows of the window.
 */
export function nullScale(n: number, m: number): number {
  return Math.sqrt(1 / (n * (n - 1)) + 2 / (n * m) + 1 / (m * (m - 1)));
}
