import type { PolicyContext } from '../../src/alarm/alarmPolicy.js';
import { CalibrationStore } from '../../src/calibration/calibrationStore.js';
import type { FeatureRows } from '../../src/rows/featureRows.js';

/** What a monitor would give to a policy. */
export function policyContext(
  reference: FeatureRows,
  bandwidth: number,
  windowSize: number,
  perSamples: number,
  seed: number,
): PolicyContext {
  return {
    features: reference,
    reference,
    kernel: 'gaussian',
    bandwidth,
    windowSize,
    testEvery: 1,
    seed,
    falseAlarms: { perSamples },
    calibrations: new CalibrationStore(),
    onProgress: () => {},
  };
}
