import type { AlarmDecision, AlarmRule, AlarmTest, PolicyContext } from './alarmPolicy.js';
import { ConformalScores, SimpleJumper } from './conformal.js';
import type { FalseAlarms } from './falseAlarms.js';
import { RunTimeBudget, type SavedBudget, WARNINGS_PER_ALARM } from './runTimeBudget.js';

/** What the rule knows, as JSON; its policy says whether something can be that. */
export interface SavedEvidence {
  readonly evidence: number;
  readonly shares: readonly number[];
  readonly isNormal: boolean;
  readonly liveScores: readonly number[];
  readonly budget: SavedBudget;
}

/** See `evidencePolicy`. */
export class EvidenceRule implements AlarmRule {
  readonly #budget: RunTimeBudget;
  readonly #testEvery: number;
  readonly #scores: ConformalScores;
  #evidence: number;
  #jumper: SimpleJumper;
  /** No alarm since the last restart. */
  #isNormal: boolean;

  private constructor(
    { testEvery, saved }: PolicyContext,
    falseAlarms: FalseAlarms,
    scores: ConformalScores,
  ) {
    const before = saved as SavedEvidence | undefined;
    this.#budget = new RunTimeBudget(falseAlarms, testEvery, before?.budget);
    this.#testEvery = testEvery;
    this.#scores = scores;
    this.#evidence = before?.evidence ?? 0;
    this.#jumper = new SimpleJumper(before?.shares);
    this.#isNormal = before?.isNormal ?? true;
  }

  static async start(context: PolicyContext, falseAlarms: FalseAlarms): Promise<EvidenceRule> {
    const { features, seed, signal } = context;
    const live = (context.saved as SavedEvidence | undefined)?.liveScores;
    const scores = await ConformalScores.create(features, seed, live, signal);
    return new EvidenceRule(context, falseAlarms, scores);
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

  save(): SavedEvidence {
    return {
      evidence: this.#evidence,
      shares: this.#jumper.shares,
      isNormal: this.#isNormal,
      liveScores: this.#scores.live,
      budget: this.#budget.save(),
    };
  }
}
