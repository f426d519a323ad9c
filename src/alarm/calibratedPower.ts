import { estimatePower, type PowerEstimate } from '../calibration/power.js';
import { limits } from '../detector/limits.js';
import { resolveMmdOptions } from '../detector/options.js';
import type { Reference } from '../reference/reference.js';
import { requireInteger } from '../requireInteger.js';
import { calibrated } from './calibrated.js';
import { requireFalseAlarms } from './falseAlarms.js';
import type { PowerOptions } from './powerOf.js';
import { declaredRunTime } from './runTimeBudget.js';

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
