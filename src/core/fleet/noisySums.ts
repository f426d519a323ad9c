import { requireInteger } from '../base/checks.js';
import { normal } from '../base/draws.js';
import type { Random } from '../base/random.js';
import { analyticGaussianSigma } from './analyticGaussian.js';
import type { RowSums } from './buckets.js';
import { type FeatureMap, times } from './featureMap.js';
import type { SketchPrivacy } from './sketch.js';

/**
 * A sketch that tells little of what its device saw: gaussian noise on the mean in φ, mapped back to kernel columns
 * by (K + λI)^½, so that sketches with and without noise add up.
 *
 * What is protected is all that the device saw in the period together: whoever gets the sketch cannot tell, but for
 * (ε, δ), whether the device saw this or anything else at all, not only one row of it. Not protected are that it sent
 * a sketch, and how many rows it saw, of which one digit is told; a mean does not hang on their number. Whatever else
 * is sent that follows from rows, as the monitor's states or its evidence, is not protected. Of a period that is
 * sent in several parts, each part tells as much again (`totalEpsilon`).
 *
 * Numbers on a computer are no real numbers, and the last bits of a noisy one can tell what it was without the noise
 * (Mironov, "On Significance of the Least Significant Bits for Differential Privacy", CCS 2012): sums are rounded to
 * 1 / 2^20 of a row.
 *
 * @param period Exact sums; at least one row.
 * @param random Unforeseeable, as `crypto.getRandomValues`: noise that can be drawn again can be taken off.
 * @throws {@link InvalidOptionError} for ε or δ out of range, or no rows.
 */
export function noisySums(
  period: RowSums,
  map: FeatureMap,
  privacy: SketchPrivacy,
  random: Random,
): RowSums {
  return withNoise(period, drawnNoise(map, privacy, random));
}

/**
 * The noise of one sketch, on its mean in kernel columns: for whoever must not draw another one when he sends it again.
 *
 * @throws {@link InvalidOptionError} for ε or δ out of range.
 */
export function drawnNoise(
  { root, size }: FeatureMap,
  privacy: SketchPrivacy,
  random: Random,
): Float64Array {
  const sigma = analyticGaussianSigma(privacy);
  const draw = normal(random);
  return times(
    root,
    Float64Array.from({ length: size }, () => sigma * draw()),
  );
}

/** @param noise Of {@link drawnNoise}. @throws {@link InvalidOptionError} for no rows. */
export function withNoise({ count, sums }: RowSums, noise: ArrayLike<number>): RowSums {
  requireInteger('count', count, 1);
  const told = roundedCount(count);
  return {
    count: told,
    sums: Float64Array.from(sums, (sum, t) => told * onGrid(sum / count + noise[t]!)),
  };
}

/** To its first digit, so that 20 rows or more are never told as fewer. */
function roundedCount(count: number): number {
  return Number(count.toPrecision(1));
}

const GRID = 2 ** 20;

function onGrid(value: number): number {
  return Math.round(value * GRID) / GRID;
}
