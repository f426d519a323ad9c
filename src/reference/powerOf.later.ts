import { requireFixedBandwidth } from '../core/alarm/calibratable.js';
import { type CalibrationProgress, calibrated } from '../core/alarm/calibrate.js';
import { type FalseAlarms, requireFalseAlarms } from '../core/alarm/falseAlarms.js';
import { estimatePower, type PowerEstimate } from '../core/alarm/power.js';
import { declaredRunTime } from '../core/alarm/runTimeBudget.js';
import { came, requireInteger, requireSignal, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import type { Abortable } from '../core/base/patience.js';
import { limits, type MmdOptions, resolveMmdOptions } from '../core/mmd/options.js';
import { Reference } from './reference.js';

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

const NAMES: NamesOf<PowerOptions> = {
  kernel: true,
  bandwidth: true,
  seed: true,
  windowSize: true,
  testEvery: true,
  falseAlarms: true,
  onProgress: true,
  signal: true,
};

/** See `powerOf`. */
export async function calibratedPower(
  reference: Reference,
  options: PowerOptions,
): Promise<PowerEstimate> {
  if (!(reference instanceof Reference)) {
    throw new InvalidOptionError(
      `reference: a Reference was expected, ${came(reference)} came; make one of rows with ` +
        '`await Reference.fromFeatures(rows)`.',
    );
  }
  requireKnownNames('powerOf', options, NAMES);
  const { windowSize = 64, testEvery = 1, falseAlarms = { per: 'day' }, signal } = options;
  const { kernel, bandwidth, seed } = resolveMmdOptions(options);
  requireFixedBandwidth(bandwidth);
  requireType('onProgress', options.onProgress, 'function');
  requireSignal(signal);
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
      bandwidth: fixed,
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
