import { InvalidOptionError } from '../base/errors.js';
import type { AlarmPolicy } from './alarmPolicy.js';

/** A warning comes at ten times the p-value of an alarm. */
const WARNING_FACTOR = 10;

/**
 * Drift whenever the p-value is at or below `alarmAt`, a warning at ten times that.
 *
 * **Raises false alarms for ever.** One test at level .01 is wrong once in 100; a test after every
 * sample is wrong again and again. On undrifted, independent samples (window 20, reference 100) this
 * rule raised a false alarm in 16, 27, 46 and 65 % of runs within 50, 100, 200 and 400 samples. For
 * single looks, and for comparison with what others do; `expectedRunTimePolicy` keeps a rate.
 *
 * @param options.alarmAt Above 0, below 1. @defaultValue `0.01`
 */
export function pValuePolicy(options: { readonly alarmAt?: number } = {}): AlarmPolicy {
  const { alarmAt = 0.01 } = options;
  if (!(alarmAt > 0 && alarmAt < 1)) {
    throw new InvalidOptionError(
      `alarmAt: a number above 0 and below 1 was expected, ${alarmAt} came.`,
    );
  }
  const warningAt = Math.min(0.5, WARNING_FACTOR * alarmAt);
  return {
    name: 'pValue',
    start: () => ({
      decide: ({ pValue }) => ({
        level: pValue <= alarmAt ? 'drift' : pValue <= warningAt ? 'warning' : 'ok',
        measure: 'pValue',
        threshold: alarmAt,
        warningThreshold: warningAt,
      }),
    }),
  };
}
