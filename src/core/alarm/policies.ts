import { requireLevel } from '../base/checks.js';
import { fits, isAmount, isCount, isFlag, within } from '../base/fits.js';
import { loadPart } from '../base/loadPart.js';
import { requireKnownNames } from '../base/names.js';
import type { AlarmPolicy } from './alarmPolicy.js';
import { requireCalibratable, requireFixedBandwidth } from './calibratable.js';
import { type FalseAlarmOptions, type FalseAlarms, requireFalseAlarms } from './falseAlarms.js';

/** See `SavedBudget`. */
export const savedBudget = { tests: isCount, ms: isAmount };

function areWithin(values: unknown, low: number, high: number): boolean {
  return Array.isArray(values) && values.every(within(low, high));
}

/** How many bets each part of the saved evidence holds. */
const EVIDENCE_SHAPE = '2,4,4';

/**
 * Drift when the evidence gathered sample by sample reaches the wanted run length A, a warning at a tenth of
 * that. From every other sample it learns what live inputs have in common that the reference has not (the
 * witness of MMD). The samples between are ranked by that, among a part of the reference and earlier samples.
 * A second witness does the same with the samples exchanged. All samples are also ranked by how little they
 * resemble the reference. Evidence grows when ranks are not uniform, and may begin with any sample
 * (Shiryaev-Roberts).
 *
 * Needs no calibration, works for any average run length, and does not depend on kernel, bandwidth or
 * reducer. Proven, for inputs exchangeable with the reference's: a false alarm within T samples of the start
 * with a probability of at most T / A, for T up to 512. Beyond that, when earlier samples are replaced by
 * later ones, the mean run length is simulated.
 *
 * @throws InvalidOptionError for `falseAlarms` that are not valid.
 */
export function evidencePolicy(options: FalseAlarmOptions = {}): AlarmPolicy {
  const wish = wishOf('evidencePolicy', options);
  return {
    name: 'evidence',
    settings: wish,
    accepts: (saved) =>
      fits(saved, {
        gathered: (lists: readonly (readonly number[])[]) =>
          Array.isArray(lists) &&
          lists.map((list) => areWithin(list, 0, 1e15) && list.length).join() === EVIDENCE_SHAPE,
        samples: isCount,
        isNormal: isFlag,
        liveScores: (scores: unknown) => areWithin(scores, -1, 0),
        budget: savedBudget,
      }),
    async start(context) {
      const { EvidenceRule } = await loadPart(() => import('./evidenceRule.later.js'));
      return EvidenceRule.start(context, wish ?? context.falseAlarms);
    },
  };
}

/**
 * Drift when MMD² exceeds a threshold that was calibrated, on the reference alone, for the wanted average run
 * length to a false alarm; a warning at a tenth of that. The chance of a false alarm is the same at every
 * test, whatever came before (Cobb, Van Looveren, Klaise, AISTATS 2022).
 *
 * The wanted run length holds on average over references. One reference of n rows is itself a sample, and
 * with it the run length may be less than half or more than twice the wanted one; the more rows, the closer.
 * It holds for independent inputs with the distribution of the reference.
 *
 * Needs a fixed bandwidth, and at least 2 m + 1 reference rows for a window of m; otherwise the monitor is
 * refused.
 *
 * @throws {@link InvalidOptionError} for `falseAlarms` that are not valid.
 */
export function expectedRunTimePolicy(options: FalseAlarmOptions = {}): AlarmPolicy {
  const wish = wishOf('expectedRunTimePolicy', options);
  return {
    name: 'expectedRunTime',
    settings: wish,
    accepts: (saved) =>
      fits(saved, { sinceAlarm: isCount, sinceWarning: isCount, budget: savedBudget }),
    check({ referenceSize, windowSize, bandwidth }) {
      requireFixedBandwidth(bandwidth);
      requireCalibratable(referenceSize, windowSize);
    },
    async start(context) {
      const { ExpectedRunTimeRule } = await loadPart(
        () => import('./expectedRunTimeRule.later.js'),
      );
      return ExpectedRunTimeRule.start(context, wish ?? context.falseAlarms);
    },
  };
}

/** @throws {@link InvalidOptionError} for what is none. */
export function wishOf(policy: string, options: FalseAlarmOptions): FalseAlarms | undefined {
  requireKnownNames(policy, options, { falseAlarms: true });
  const { falseAlarms } = options;
  return falseAlarms === undefined ? undefined : requireFalseAlarms(falseAlarms);
}

/** A warning comes at ten times the p-value of an alarm. */
const WARNING_FACTOR = 10;

/**
 * Drift whenever the p-value is at or below `alarmAt`, a warning at ten times that.
 *
 * **Raises false alarms for ever.** One test at level .01 is wrong once in 100; with a test after every
 * sample, false alarms never end. On undrifted, independent samples (window 20, reference 100) this rule
 * raised a false alarm in 16, 27, 46 and 65 % of runs within 50, 100, 200 and 400 samples. For single tests,
 * and for comparison with other libraries; `scanPolicy` and `expectedRunTimePolicy` keep a rate of false
 * alarms.
 *
 * @param options.alarmAt Above 0, below 1. @defaultValue `0.01`
 */
export function pValuePolicy(options: { readonly alarmAt?: number } = {}): AlarmPolicy {
  requireKnownNames('pValuePolicy', options, { alarmAt: true });
  const { alarmAt = 0.01 } = options;
  requireLevel('alarmAt', alarmAt);
  const warningAt = Math.min(0.5, WARNING_FACTOR * alarmAt);
  return {
    name: 'pValue',
    settings: alarmAt,
    accepts: () => false,
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
