import { loadPart } from '../../core/base/loadPart.js';
import type { FeatureRowsLike } from '../../core/base/rows.js';
import type { MmdTestOptions, MmdTestResult } from './mmdTest.later.js';

export type { MmdTestOptions, MmdTestResult };

/**
 * The kernel two-sample test on plain arrays: do the live rows come from where the reference rows
 * came from? Unbiased MMD² and its permutation p-value (Gretton et al., "A Kernel Two-Sample
 * Test", JMLR 13, 2012).
 *
 * @param reference At least 2 rows; `number[][]`, a flat array with its width, or a tensor.
 * @param live At least 2 rows of the same width.
 * @throws InvalidFeaturesError for too few rows, different widths, NaN or infinity, or rows that
 *   are all equal where the bandwidth is to be a median.
 * @throws InvalidStatisticError for features too large for the backend's float32.
 * @throws InvalidOptionError for an option out of range.
 *
 * @example
 * const { mmd2, pValue } = await mmdTest([[0], [1], [2], [3]], [[2.5], [3.5], [4.5], [5.5]]);
 */
export async function mmdTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: MmdTestOptions = {},
): Promise<MmdTestResult> {
  const { runMmdTest } = await loadPart(() => import('./mmdTest.later.js'));
  return runMmdTest(reference, live, options);
}
