import { type CalibrationProgress, calibrated } from '../core/alarm/calibrate.js';
import { type FalseAlarms, requireFalseAlarms } from '../core/alarm/falseAlarms.js';
import { estimatePower, type PowerEstimate } from '../core/alarm/power.js';
import { declaredRunTime } from '../core/alarm/runTimeBudget.js';
import { requireInteger } from '../core/base/checks.js';
import type { Abortable } from '../core/base/patience.js';
import { limits, type MmdOptions, resolveMmdOptions } from '../core/mmd/options.js';
import type { Reference } from './reference.js';

/** Options of `powerOf`; those of the monitor that is to be, with the same defaults. */
export interface PowerOptions extends Pick<MmdOptions, 'kernel' | 'bandwidth' | 'seed'>, Abortable {
  /** @defaultValue `64` */
  readonly windowSize?: number;
  /** @defaultValue `1` */
  readonly testEvery?: number;
  /** @defaultValue `{ per: 'day' }` */
  readonly falseAlarms?: FalseAlarms;
  readonly onProgress?: (progress: CalibrationProgress) => void;
}

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
  const fixed =
    bandwidth === 'median' ? await reference.medianBandwidth(kernel, { signal }) : bandwidth;
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
