import { type Calibration, calibratedThreshold } from '../calibration/calibration.js';
import { estimatePower } from '../calibration/power.js';
import type {
  AlarmDecision,
  AlarmPolicy,
  AlarmRule,
  AlarmTest,
  PolicyContext,
} from './alarmPolicy.js';
import { calibrated } from './calibrated.js';
import {
  declaredRunTime,
  type FalseAlarmOptions,
  type FalseAlarms,
  RunTimeBudget,
  requireFalseAlarms,
  WARNINGS_PER_ALARM,
} from './falseAlarms.js';

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
      const falseAlarms = wish ?? context.falseAlarms;
      const runTime = declaredRunTime(falseAlarms, context.testEvery);
      const calibration = await calibrated(context, runTime);
      return new ExpectedRunTimeRule(calibration, falseAlarms, context);
    },
  };
}

interface Saved {
  readonly sinceAlarm: number;
  readonly sinceWarning: number;
  readonly budget: { readonly tests: number; readonly ms: number };
}

class ExpectedRunTimeRule implements AlarmRule {
  readonly #context: PolicyContext;
  readonly #calibration: Calibration;
  readonly #budget: RunTimeBudget;
  /** Tests since the start or the last crossing. */
  #sinceAlarm: number;
  #sinceWarning: number;

  constructor(calibration: Calibration, falseAlarms: FalseAlarms, context: PolicyContext) {
    const { testEvery, saved } = context;
    const before = saved as Saved | undefined;
    this.#context = context;
    this.#calibration = calibration;
    this.#budget = new RunTimeBudget(falseAlarms, testEvery, before?.budget);
    this.#sinceAlarm = before?.sinceAlarm ?? 0;
    this.#sinceWarning = before?.sinceWarning ?? 0;
  }

  decide({ mmd2, timeMs }: AlarmTest): AlarmDecision {
    this.#budget.count(timeMs);
    const { runTime } = this.#budget;
    const alarm = calibratedThreshold(this.#calibration, runTime, this.#sinceAlarm);
    const warning = calibratedThreshold(
      this.#calibration,
      runTime / WARNINGS_PER_ALARM,
      this.#sinceWarning,
    );
    const isAlarm = mmd2 > alarm.value;
    const isWarning = mmd2 > warning.value;
    this.#sinceAlarm = isAlarm ? 0 : this.#sinceAlarm + 1;
    this.#sinceWarning = isWarning ? 0 : this.#sinceWarning + 1;
    return {
      level: isAlarm ? 'drift' : isWarning ? 'warning' : 'ok',
      measure: 'mmd2',
      threshold: alarm.value,
      warningThreshold: warning.value,
      isExtrapolated: alarm.isExtrapolated,
      expectedRunTime: runTime,
      byChance: this.#budget.byChance,
    };
  }

  async advice(): Promise<string | undefined> {
    const { reference, signal } = this.#context;
    const { runTime } = this.#budget;
    return (await estimatePower(reference, this.#calibration, runTime, signal)).advice;
  }

  restart(): void {
    this.#sinceAlarm = 0;
    this.#sinceWarning = 0;
  }

  save(): Saved {
    return {
      sinceAlarm: this.#sinceAlarm,
      sinceWarning: this.#sinceWarning,
      budget: this.#budget.save(),
    };
  }
}
