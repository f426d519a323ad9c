import type { FeatureRows } from '../base/rows.js';
import { type Pause, timeSlices } from '../base/tasks.js';
import { type DistanceMeasure, lowerMedian, requireMedian, selected } from './distances.js';
import { createRowStore } from './rowStore.js';

/**
 * The median heuristic for the bandwidth: the lower median of the distances of all pairs i < j of
 * rows (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 8), to about 1e-7. In slices.
 *
 * @param measure `'squared'` for the median of Euclidean distances.
 * @throws InvalidFeaturesError if more than half of the pairs coincide.
 * @throws The signal's reason, when aborted.
 */
export async function medianDistance(
  rows: FeatureRows,
  measure: DistanceMeasure,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  return requireMedian(await medianOrZero(rows, measure, options));
}

/** {@link medianDistance}; 0 where more than half of the pairs coincide, or there are none. */
export async function medianOrZero(
  rows: FeatureRows,
  measure: DistanceMeasure,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  if (rows.count < 2) return 0;
  const pause = timeSlices(options.signal);
  const { distances, scale } = await distancesOfAll(rows, measure, pause);
  return (await lowerMedian(distances, measure, pause)) / scale;
}

/**
 * Quantiles of the Euclidean distances of all pairs of rows that are not equal, in slices.
 *
 * @param rows At least 2 that differ.
 * @param shares Between 0 and 1.
 */
export async function distanceQuantiles(
  rows: FeatureRows,
  shares: readonly number[],
): Promise<number[]> {
  const pause = timeSlices();
  const { distances, scale } = await distancesOfAll(rows, 'squared', pause);
  const apart = distances.filter((squared) => squared > 0);
  const found: number[] = [];
  for (const share of shares) {
    const squared = await selected(apart, Math.floor(share * (apart.length - 1)), pause);
    found.push(Math.sqrt(squared) / scale);
  }
  return found;
}

async function distancesOfAll(rows: FeatureRows, measure: DistanceMeasure, pause: Pause) {
  const { count } = rows;
  const store = await createRowStore(rows, count, pause);
  const distances = new Float64Array((count * (count - 1)) / 2);
  for (let i = 1, pairs = 0; i < count; pairs += i, i++) {
    store.distances(measure, i, 0, i, distances.subarray(pairs));
    await pause();
  }
  return { distances, scale: store.scale };
}
