import { InvalidOptionError } from '../base/errors.js';
import { loadPart } from '../base/loadPart.js';
import type { FeatureRowsLike } from '../base/rows.js';

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

/**
 * How many tests at once are paid for: `'bonferroni'` keeps the probability of any false rejection
 * at the level, `'fdr'` (Benjamini-Hochberg) the expected share of false ones among the rejected;
 * it finds more, and asks for tests that are independent or positively dependent.
 */
export type Correction = 'bonferroni' | 'fdr';

/** @throws {@link InvalidOptionError} for the name of no correction. */
export function requireCorrection(name: string, correction: unknown): void {
  if (correction === 'bonferroni' || correction === 'fdr') return;
  throw new InvalidOptionError(`${name}: 'bonferroni' or 'fdr' was expected, ${correction} came.`);
}

/** @throws {@link InvalidOptionError} unless it is a probability that can be tested at. */
export function requireLevel(name: string, level: number): void {
  if (Number.isFinite(level) && level > 0 && level < 1) return;
  throw new InvalidOptionError(`${name}: a number between 0 and 1 was expected, ${level} came.`);
}
