import type { PolicyContext } from '../../src/core/alarm/alarmPolicy.js';
import { CalibrationStore } from '../../src/core/alarm/calibrationStore.js';
import type { FeatureRows } from '../../src/core/base/rows.js';

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
    isIndependent: true,
    seed,
    falseAlarms: { perSamples },
    calibrations: new CalibrationStore(),
    onProgress: () => {},
  };
}
