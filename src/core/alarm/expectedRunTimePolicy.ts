import { loadPart } from '../base/loadPart.js';
import type { AlarmPolicy } from './alarmPolicy.js';
import { type FalseAlarmOptions, requireFalseAlarms } from './falseAlarms.js';

/**
 * Drift when MMD² exceeds a threshold that was calibrated, on the reference alone, for the wanted
 * expected run time to a false alarm; a warning at a tenth of that time. The chance of a false alarm
 * is the same at every test, whatever came before (Cobb, Van Looveren, Klaise, AISTATS 2022).
 *
 * What is kept is the mean over references: one reference of n rows is itself a sample, and with it
 * the run time may be less than half or more than twice the wanted one; the more rows, the closer.
 * It holds for independent inputs that come from where the reference came from.
 *
 * Needs a fixed bandwidth, and at least 2 m + 1 reference rows for a window of m.
 *
 * @throws {@link InvalidOptionError} for false alarms that are not understood.
 */
export function expectedRunTimePolicy(options: FalseAlarmOptions = {}): AlarmPolicy {
  const wish = options.falseAlarms && requireFalseAlarms(options.falseAlarms);
  return {
    name: 'expectedRunTime',
    async start(context) {
      const { ExpectedRunTimeRule } = await loadPart(
        () => import('./expectedRunTimeRule.later.js'),
      );
      return ExpectedRunTimeRule.start(context, wish ?? context.falseAlarms);
    },
  };
}
