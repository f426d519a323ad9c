import type { AlarmDecision, AlarmRule, AlarmTest, PolicyContext } from './alarmPolicy.js';
import { calibrated } from './calibrate.js';
import type { FalseAlarms } from './falseAlarms.js';
import { estimatePower, type PowerEstimate } from './power.js';
import {
  declaredRunTime,
  RunTimeBudget,
  type SavedBudget,
  WARNINGS_PER_ALARM,
} from './runTimeBudget.js';
import { type Calibration, calibratedThreshold } from './thresholds.js';

/** What the rule knows, as JSON; its policy says whether something can be that. */
export interface SavedRunTime {
  readonly sinceAlarm: number;
  readonly sinceWarning: number;
  readonly budget: SavedBudget;
}

/** See `expectedRunTimePolicy`. */
export class ExpectedRunTimeRule implements AlarmRule {
  readonly #context: PolicyContext;
  readonly #calibration: Calibration;
  readonly #budget: RunTimeBudget;
  /** Tests since the start or the last crossing. */
  #sinceAlarm: number;
  #sinceWarning: number;

  private constructor(calibration: Calibration, falseAlarms: FalseAlarms, context: PolicyContext) {
    const { testEvery, saved } = context;
    const before = saved as SavedRunTime | undefined;
    this.#context = context;
    this.#calibration = calibration;
    this.#budget = new RunTimeBudget(falseAlarms, testEvery, before?.budget);
    this.#sinceAlarm = before?.sinceAlarm ?? 0;
    this.#sinceWarning = before?.sinceWarning ?? 0;
  }

  static async start(
    context: PolicyContext,
    falseAlarms: FalseAlarms,
  ): Promise<ExpectedRunTimeRule> {
    const runTime = declaredRunTime(falseAlarms, context.testEvery);
    const calibration = await calibrated(context, runTime);
    return new ExpectedRunTimeRule(calibration, falseAlarms, context);
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

  power(): Promise<PowerEstimate> {
    const { reference, signal } = this.#context;
    return estimatePower(reference, this.#calibration, this.#budget.runTime, signal);
  }

  restart(): void {
    this.#sinceAlarm = 0;
    this.#sinceWarning = 0;
  }

  save(): SavedRunTime {
    return {
      sinceAlarm: this.#sinceAlarm,
      sinceWarning: this.#sinceWarning,
      budget: this.#budget.save(),
    };
  }
}
