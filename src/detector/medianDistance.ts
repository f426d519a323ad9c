import { InvalidFeaturesError } from '../errors.js';
import type { FeatureRows } from '../rows/featureRows.js';
import { nextTask } from '../scheduling/nextTask.js';
import { selectKth } from './selectKth.js';
import { squaredDistance } from './squaredDistances.js';

const SLICE_MS = 12;

/**
 * The median heuristic for the bandwidth: the lower median of the Euclidean distances of all
 * pairs i < j of rows (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 8).
 * Exact, in float64; works in slices of {@link SLICE_MS} ms so that the page stays alive.
 *
 * @throws {@link InvalidFeaturesError} if more than half of the pairs coincide.
 */
export async function medianDistance(
  rows: FeatureRows,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const { count } = rows;
  const squared = new Float64Array((count * (count - 1)) / 2);
  let pair = 0;
  let sliceEnd = performance.now() + SLICE_MS;
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) squared[pair++] = squaredDistance(rows, i, rows, j);
    if (performance.now() > sliceEnd) {
      await nextTask();
      options.signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  return positiveBandwidth(Math.sqrt(selectKth(squared, (squared.length - 1) >> 1)));
}

/**
 * The lower median of the whole pooled distance matrix, its zero diagonal included:
 * `sorted[(N² - 1) >> 1]`, TorchDrift's rule.
 *
 * @param squared Shape [N, N], squared distances; reordered.
 */
export function pooledMedianDistance(squared: Float32Array | Float64Array): number {
  return positiveBandwidth(Math.sqrt(selectKth(squared, (squared.length - 1) >> 1)));
}

function positiveBandwidth(median: number): number {
  if (median > 0) return median;
  throw new InvalidFeaturesError(
    'The median distance between rows is 0: more than half of the pairs are equal, so no kernel ' +
      'bandwidth follows from them. Give rows that differ, or set `bandwidth` to a number.',
  );
}
