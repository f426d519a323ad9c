import { InvalidFeaturesError } from '../base/errors.js';
import { type FeatureRowsLike, toFeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import {
  type KsTestOptions,
  type KsTestResult,
  requireCorrection,
  requireLevel,
} from './ksTest.js';
import { adjust } from './multipleTesting.js';
import { kolmogorovSmirnovPerFeature, largestAt, sortedFeatures } from './perFeature.js';

/** See `ksTest`. */
export async function runKsTest(
  reference: FeatureRowsLike,
  live: FeatureRowsLike,
  options: KsTestOptions,
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
