import { SimpleJumper } from '../statistics/simpleJumper.js';
import type {
  AlarmDecision,
  AlarmPolicy,
  AlarmRule,
  AlarmTest,
  PolicyContext,
} from './alarmPolicy.js';
import { ConformalScores } from './conformalScores.js';
import {
  type FalseAlarmOptions,
  type FalseAlarms,
  RunTimeBudget,
  requireFalseAlarms,
  WARNINGS_PER_ALARM,
} from './falseAlarms.js';

/**
 * Drift when the evidence gathered sample by sample reaches the wanted average run length A, a
 * warning at a tenth of that. Each sample is ranked, by how little it resembles one half of the
 * reference, among the other half and earlier samples; a betting martingale grows when ranks are not
 * uniform, and restarts by the Shiryaev-Roberts rule R = (1 + R) e (Vovk et al., "Retrain or Not
 * Retrain: Conformal Test Martingales for Change-Point Detection", COPA 2021).
 *
 * Needs no calibration, works for any run time, and does not depend on kernel, bandwidth or reducer.
 * Guaranteed, while inputs are exchangeable with the reference's: an average run length of at least
 * A samples, and a false alarm within T samples with a probability of at most T / A. From 2,000
 * samples on no more are added to the comparison, and it is only nearly so. It sees
 * inputs that lie further out or further in than the reference's, not every change of distribution,
 * and takes longer than `expectedRunTimePolicy`.
 *
 * @throws InvalidOptionError for false alarms that are not understood.
 */
export function evidencePolicy(options: FalseAlarmOptions = {}): AlarmPolicy {
  const wish = options.falseAlarms && requireFalseAlarms(options.falseAlarms);
  return {
    name: 'evidence',
    async start(context) {
      const { features, seed, signal } = context;
      const live = (context.saved as Saved | undefined)?.liveScores;
      const scores = await ConformalScores.create(features, seed, live, signal);
      return new EvidenceRule(context, wish ?? context.falseAlarms, scores);
    },
  };
}

interface Saved {
  readonly evidence: number;
  readonly shares: readonly number[];
  readonly isNormal: boolean;
  readonly liveScores: readonly number[];
  readonly budget: { readonly tests: number; readonly ms: number };
}

class EvidenceRule implements AlarmRule {
  readonly #budget: RunTimeBudget;
  readonly #testEvery: number;
  readonly #scores: ConformalScores;
  #evidence: number;
  #jumper: SimpleJumper;
  /** No alarm since the last restart. */
  #isNormal: boolean;

  constructor(
    { testEvery, saved }: PolicyContext,
    falseAlarms: FalseAlarms,
    scores: ConformalScores,
  ) {
    const before = saved as Saved | undefined;
    this.#budget = new RunTimeBudget(falseAlarms, testEvery, before?.budget);
    this.#testEvery = testEvery;
    this.#scores = scores;
    this.#evidence = before?.evidence ?? 0;
    this.#jumper = new SimpleJumper(before?.shares);
    this.#isNormal = before?.isNormal ?? true;
  }

  decide({ newRows, timeMs }: AlarmTest): AlarmDecision {
    this.#budget.count(timeMs);
    const expectedRunTime = this.#budget.runTime;
    const threshold = expectedRunTime * this.#testEvery;
    const warningThreshold = threshold / WARNINGS_PER_ALARM;
    let peak = 0;
    for (const row of newRows) {
      const { p, score } = this.#scores.rank(row);
      // Held at the alarm's threshold, so that evidence can fall again when the drift is over.
      this.#evidence = Math.min(threshold, (1 + this.#evidence) * this.#jumper.bet(p));
      peak = Math.max(peak, this.#evidence);
      // What comes during a drift must not become what is normal.
      this.#isNormal &&= this.#evidence < threshold;
      if (this.#isNormal) this.#scores.add(score);
    }
    return {
      level: peak >= threshold ? 'drift' : peak >= warningThreshold ? 'warning' : 'ok',
      measure: 'evidence',
      threshold,
      warningThreshold,
      evidence: this.#evidence,
      expectedRunTime,
      byChance: this.#budget.byChance,
    };
  }

  restart(): void {
    this.#evidence = 0;
    this.#jumper = new SimpleJumper();
    this.#isNormal = true;
    this.#scores.clear();
  }

  save(): Saved {
    return {
      evidence: this.#evidence,
      shares: this.#jumper.shares,
      isNormal: this.#isNormal,
      liveScores: this.#scores.live,
      budget: this.#budget.save(),
    };
  }
}
