import { calibrated } from '../core/alarm/calibrate.js';
import { requireFalseAlarms } from '../core/alarm/falseAlarms.js';
import { estimatePower, type PowerEstimate } from '../core/alarm/power.js';
import { declaredRunTime } from '../core/alarm/runTimeBudget.js';
import { requireInteger } from '../core/base/checks.js';
import { limits, resolveMmdOptions } from '../core/mmd/options.js';
import type { PowerOptions } from './powerOf.js';
import type { Reference } from './reference.js';

/** See `powerOf`. */
export async function calibratedPower(
  reference: Reference,
  options: PowerOptions,
): Promise<PowerEstimate> {
  const { windowSize = 64, testEvery = 1, falseAlarms = { per: 'day' }, signal } = options;
  const { kernel, bandwidth, seed } = resolveMmdOptions(options);
  requireInteger('windowSize', windowSize, 2, limits.windowSize);
  requireInteger('testEvery', testEvery, 1);
  const runTime = declaredRunTime(requireFalseAlarms(falseAlarms), testEvery);
  const { features, calibrations } = reference;
  const fixed = bandwidth === 'median' ? reference.bandwidth : bandwidth;
  const calibration = await calibrated(
    {
      reference: features,
      kernel,
      bandwidth: typeof fixed === 'number' ? fixed : undefined,
      windowSize,
      testEvery,
      seed,
      calibrations,
      onProgress: options.onProgress ?? (() => {}),
      signal,
    },
    runTime,
  );
  return estimatePower(features, calibration, runTime, signal);
}
