import { loadPart } from '../base/loadPart.js';
import type { FeatureRowsLike } from '../base/rows.js';
import type { Correction } from './correction.js';

/** Options of {@link ksTest}. */
export interface KsTestOptions {
  /** How testing many features at once is paid for. @defaultValue `'bonferroni'` */
  readonly correction?: Correction;
  /** Level of the corrected tests, above 0 and below 1. @defaultValue `0.01` */
  readonly level?: number;
}

/** Result of {@link ksTest}: a plain record that can be sent as JSON. */
export interface KsTestResult {
  /** D of each feature: the largest distance between its two distribution functions, 0 to 1. */
  readonly statistics: readonly number[];
  /** p-value of each feature, corrected: the smallest level at which it would be rejected. */
  readonly pValues: readonly number[];
  /** The features whose distribution differs at the level, in rising order. */
  readonly rejected: readonly number[];
  /** The feature with the largest D, the first of them where several have it. */
  readonly worst: number;
  readonly correction: Correction;
  readonly level: number;
  /** Rows of the reference. */
  readonly referenceSize: number;
  /** Rows of the live sample. */
  readonly windowSize: number;
}

/**
 * The two-sample Kolmogorov-Smirnov test of every feature by itself: which of them have another
 * distribution in the live rows than in the reference's? p-values are exact up to a million pairs
 * of rows, and conservative with ties. Computed in TypeScript, in slices that leave the page alive.
 *
 * @param reference Rows as `number[][]`, a flat array with its width, or a tensor.
 * @param live Rows of the same width.
 * @throws InvalidFeaturesError for no rows, different widths, NaN or infinity.
 * @throws InvalidOptionError for an option out of range.
 *
 * @example
 * const { rejected, worst, pValues } = await ksTest(reference, live, { correction: 'fdr' });
 */
export async function ksTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: KsTestOptions = {},
): Promise<KsTestResult> {
  const { runKsTest } = await loadPart(() => import('./ksTest.later.js'));
  return runKsTest(reference, live, options);
}
