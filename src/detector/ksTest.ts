import { InvalidFeaturesError } from '../errors.js';
import { type FeatureRowsLike, toFeatureRows } from '../rows/featureRows.js';
import { timeSlices } from '../scheduling/timeSlices.js';
import {
  kolmogorovSmirnovPerFeature,
  sortedFeatures,
} from '../statistics/kolmogorovSmirnovPerFeature.js';
import { largestAt } from '../statistics/largestAt.js';
import { adjust, type Correction, requireCorrection, requireLevel } from './correction.js';

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
  const { correction = 'bonferroni', level = 0.01 } = options;
  requireCorrection('correction', correction);
  requireLevel('level', level);
  const x = await toFeatureRows(reference, 'reference');
  const y = await toFeatureRows(live, 'live');
  if (x.width !== y.width) {
    throw new InvalidFeaturesError(
      `live: rows of width ${y.width} came, the reference's width is ${x.width}; ` +
        'both must be features of the same layer of the same model.',
    );
  }
  const pause = timeSlices();
  const tests = await kolmogorovSmirnovPerFeature(await sortedFeatures(x, pause), y, pause);
  const { adjusted, rejected } = adjust(tests.pValues, correction, level);
  return {
    statistics: [...tests.statistics],
    pValues: [...adjusted],
    rejected,
    worst: largestAt(tests.statistics),
    correction,
    level,
    referenceSize: x.count,
    windowSize: y.count,
  };
}
