import type { FeatureRows } from '../core/base/rows.js';
import { distancesOfPairs, selectKth } from '../core/math/distances.js';

/**
 * Of the distance between rows. A kernel's value, at most 1, then changes by about 1e-6, what float32
 * tests take for a tie.
 */
const NEGLIGIBLE = 1e-6;

/** Pairs that the distance is taken from: it need not be precise. */
const PAIRS = 1_024;

/**
 * Rows as a reference keeps them: in float32 where that is enough, and in float64 where rounding
 * would change what a test can see: where it may move a row by more than 1e-6 of the median distance
 * between two rows. It moves one by at most √width times the largest rounding error of a value, which
 * is 4 for values about 1e8, however little they differ.
 *
 * @param rows At least 2. What is beyond float32 comes back as infinities, to be refused as those are.
 */
export function storedRows(rows: FeatureRows): FeatureRows {
  const { values, width } = rows;
  if (values instanceof Float32Array) return rows;
  const rounded = Float32Array.from(values);
  let error = 0;
  for (let i = 0; i < values.length; i++) {
    error = Math.max(error, Math.abs(values[i]! - rounded[i]!));
  }
  const isSeen = error * Math.sqrt(width) > NEGLIGIBLE * medianOfPairs(rows);
  return isSeen && Number.isFinite(error) ? rows : { ...rows, values: rounded };
}

function medianOfPairs(rows: FeatureRows): number {
  return Math.sqrt(selectKth(distancesOfPairs('squared', rows, PAIRS), PAIRS >> 1));
}
