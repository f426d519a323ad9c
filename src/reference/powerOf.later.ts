import { type AlarmPolicy, requirePolicy, windowSizeFor } from '../core/alarm/alarmPolicy.js';
import type { CalibrationProgress } from '../core/alarm/calibrate.js';
import { type FalseAlarms, requireFalseAlarms } from '../core/alarm/falseAlarms.js';
import type { PowerEstimate } from '../core/alarm/power.js';
import { scanPolicy } from '../core/alarm/scanPolicy.js';
import { came, requireInteger, requireSignal, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import type { Abortable } from '../core/base/patience.js';
import { resolveSampling, type Sampling } from '../core/dependence/sampling.js';
import { limits, type MmdOptions, resolveMmdOptions } from '../core/mmd/options.js';
import { Reference } from './reference.js';

/**
 * Options of `powerOf`: those of the monitor that you will make, with the same defaults. With `alarmOn:
 * 'new'` the estimate is for a warning.
 */
export interface PowerOptions extends Pick<MmdOptions, 'kernel' | 'bandwidth' | 'seed'>, Abortable {
  /** @defaultValue `scanPolicy()` */
  readonly policy?: AlarmPolicy;
  /** @defaultValue as the policy has it; by the scan 128, or a fourth of a smaller reference */
  readonly windowSize?: number;
  /** @defaultValue `1` */
  readonly testEvery?: number;
  /** @defaultValue `'video'` */
  readonly sampling?: Sampling;
  /** @defaultValue `{ per: 'day' }` */
  readonly falseAlarms?: FalseAlarms;
  readonly onProgress?: (progress: CalibrationProgress) => void;
}

const NAMES: NamesOf<PowerOptions> = {
  kernel: true,
  bandwidth: true,
  seed: true,
  policy: true,
  windowSize: true,
  testEvery: true,
  sampling: true,
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
  const { policy = scanPolicy(), testEvery = 1, falseAlarms = { per: 'day' }, signal } = options;
  const sampling = resolveSampling(options.sampling ?? 'video');
  requirePolicy(policy);
  const { windowSize = windowSizeFor(policy, reference.size) } = options;
  const { kernel, bandwidth, seed } = resolveMmdOptions(options);
  requireType('onProgress', options.onProgress, 'function');
  requireSignal(signal);
  requireInteger('windowSize', windowSize, 2, limits.windowSize);
  requireInteger('testEvery', testEvery, 1);
  const { features, calibrations, size } = reference;
  const plan = { referenceSize: size, totalSize: size, windowSize, testEvery, kernel, bandwidth };
  policy.check?.(plan);
  const median = bandwidth === 'median' && (await reference.medianBandwidth(kernel, { signal }));
  const fixed = median || bandwidth;
  const rule = await policy.start({
    features,
    reference: features,
    kernel,
    bandwidth: typeof fixed === 'number' ? fixed : undefined,
    windowSize,
    testEvery,
    isIndependent: sampling === 'independent',
    seed,
    falseAlarms: requireFalseAlarms(falseAlarms),
    calibrations,
    onProgress: options.onProgress ?? (() => {}),
    signal,
  });
  const power = await rule.power?.();
  if (power) return power;
  throw new InvalidOptionError(
    `policy: '${policy.name}' does not say how small a drift it sees; scanPolicy() and ` +
      'expectedRunTimePolicy() do.',
  );
}
