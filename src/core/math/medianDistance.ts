import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { squaredDistancesToRow } from './distances.js';
import { selectKth } from './selectKth.js';

/**
 * The median heuristic for the bandwidth: the lower median of the Euclidean distances of all
 * pairs i < j of rows (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 8).
 * Exact, in float64, by selection instead of a sort.
 *
 * @throws {@link InvalidFeaturesError} if more than half of the pairs coincide.
 */
export async function medianDistance(
  rows: FeatureRows,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const { count } = rows;
  const pause = timeSlices(options.signal);
  const squared = new Float64Array((count * (count - 1)) / 2);
  let pairs = 0;
  for (let i = 1; i < count; i++) {
    squaredDistancesToRow(rows, i, 0, i, squared.subarray(pairs));
    pairs += i;
    await pause();
  }
  return lowerMedianDistance(squared);
}

/**
 * The lower median of the whole pooled distance matrix, its zero diagonal included:
 * `sorted[(N² - 1) >> 1]`, TorchDrift's rule.
 *
 * @param squared Shape [N, N], squared distances; reordered.
 */
export const pooledMedianDistance: (squared: Float32Array | Float64Array) => number =
  lowerMedianDistance;

function lowerMedianDistance(squared: Float32Array | Float64Array): number {
  const median = Math.sqrt(selectKth(squared, (squared.length - 1) >> 1));
  if (median > 0) return median;
  throw new InvalidFeaturesError(
    'The median distance between rows is 0: more than half of the pairs are equal, so no kernel ' +
      'bandwidth follows from them. Give rows that differ, or set `bandwidth` to a number.',
  );
}
