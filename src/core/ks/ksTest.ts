import { loadPart } from '../base/loadPart.js';
import type { FeatureRowsLike } from '../base/rows.js';
import type { KsTestOptions, KsTestResult } from './ksTest.later.js';

export type { KsTestOptions, KsTestResult };

/**
 * The two-sample Kolmogorov-Smirnov test of every feature by itself: which of them have another distribution
 * in the live rows than in the reference's? p-values are exact up to a million pairs of rows, and
 * conservative with ties. Computed in TypeScript, in short slices that do not block the page.
 *
 * @param reference Rows as `number[][]`, a flat array with its width, or a tensor.
 * @param live Rows of the same width.
 * @throws InvalidFeaturesError for no rows, different widths, NaN or infinity.
 * @throws InvalidOptionError for an option out of range.
 * @throws The signal's reason, when aborted.
 *
 * @example
 * const { rejected, worst, pValues } = await ksTest(reference, live, { correction: 'fdr' });
 */
export async function ksTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: KsTestOptions = {},
): Promise<KsTestResult> {
  const { runKsTest } = await loadPart(() => import('./ksTest.later.js'), {
    signal: options?.signal,
  });
  return runKsTest(reference, live, options);
}
