import { InvalidOptionError } from '../errors.js';
import type { AlarmPolicy } from './alarmPolicy.js';

/**
 * Drift whenever the p-value is at or below `alarmAt`.
 *
 * One test at level .01 is wrong once in 100; a test after every sample is wrong again and again.
 * On undrifted, independent samples (window 20, reference 100) this rule raised a false alarm in
 * 16, 27, 46 and 65 % of runs within 50, 100, 200 and 400 samples. Read its alarms as "look here",
 * and test less often (`testEvery`) where false ones cost.
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
  return {
    name: 'pValue',
    decide: ({ pValue }) =>
      pValue <= alarmAt
        ? {
            state: 'drift',
            threshold: alarmAt,
            reason: 'The latest inputs do not look like the reference.',
          }
        : {
            state: 'ok',
            threshold: alarmAt,
            reason: 'The latest inputs look like the reference.',
          },
  };
}
