import type { CalibrationProgress } from '../calibration/calibrate.js';
import { estimatePower, type PowerEstimate } from '../calibration/power.js';
import { limits } from '../detector/limits.js';
import { type MmdOptions, resolveMmdOptions } from '../detector/options.js';
import type { Reference } from '../reference/reference.js';
import { requireInteger } from '../requireInteger.js';
import { calibrated } from './calibrated.js';
import { declaredRunTime, type FalseAlarms, requireFalseAlarms } from './falseAlarms.js';

export type { PowerEstimate };

/** Options of {@link powerOf}; those of the monitor that is to be, with the same defaults. */
export interface PowerOptions extends Pick<MmdOptions, 'kernel' | 'bandwidth' | 'seed'> {
  /** @defaultValue `64` */
  readonly windowSize?: number;
  /** @defaultValue `1` */
  readonly testEvery?: number;
  /** @defaultValue `{ per: 'day' }` */
  readonly falseAlarms?: FalseAlarms;
  readonly onProgress?: (progress: CalibrationProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * How large a drift a reference can see with such a window and rate of false alarms: to be asked
 * when it has been fitted. The thresholds that this calibrates stay with the reference, so that a
 * monitor with the same options need not do it again.
 *
 * @throws InvalidOptionError for a window that is too large for the reference, or options out of
 *   range.
 */
export async function powerOf(
  reference: Reference,
  options: PowerOptions = {},
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
