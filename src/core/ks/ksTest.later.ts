import { requireLevel } from '../base/checks.js';
import { InvalidFeaturesError } from '../base/errors.js';
import { type NamesOf, requireKnownNames } from '../base/names.js';
import type { Abortable } from '../base/patience.js';
import { toFeatureRows } from '../base/readRows.js';
import type { FeatureRowsLike } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { type Correction, requireCorrection } from './correction.js';
import { adjust } from './multipleTesting.js';
import { kolmogorovSmirnovPerFeature, largestAt, sortedFeatures } from './perFeature.js';

/** Options of {@link ksTest}. */
export interface KsTestOptions extends Abortable {
  /** How testing many features at once is paid for. @defaultValue `'bonferroni'` */
  readonly correction?: Correction;
  /** Level of the corrected tests, above 0 and below 1. @defaultValue `0.01` */
  readonly level?: number;
}

const NAMES: NamesOf<KsTestOptions> = { correction: true, level: true, signal: true };

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

/** See `ksTest`. */
export async function runKsTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: KsTestOptions,
): Promise<KsTestResult> {
  requireKnownNames('ksTest', options, NAMES);
  const { correction = 'bonferroni', level = 0.01, signal } = options;
  requireCorrection('correction', correction);
  requireLevel('level', level);
  const x = await toFeatureRows(reference, 'reference', signal);
  const y = await toFeatureRows(live, 'live', signal);
  if (x.width !== y.width) {
    throw new InvalidFeaturesError(
      `live: rows of width ${y.width} came, the reference's width is ${x.width}; ` +
        'both must be features of the same layer of the same model.',
    );
  }
  const pause = timeSlices(signal);
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
