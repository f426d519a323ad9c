import { seededRandom } from '../base/random.js';
import type { AlarmDecision, AlarmRule, AlarmTest, PolicyContext } from './alarmPolicy.js';
import { Evidence } from './bets.js';
import { DistanceRanks, oneRow, ReferenceParts } from './conformal.js';
import type { FalseAlarms } from './falseAlarms.js';
import { RunTimeBudget, type SavedBudget, WARNINGS_PER_ALARM } from './runTimeBudget.js';
import { WITNESS_ROWS, WitnessRanks } from './witnessRanks.js';

/** What the rule knows, as JSON; its policy says whether something can be that. */
export interface SavedEvidence {
  /** By bets: on the distance, and on the witness at every other row and at those between. */
  readonly gathered: readonly (readonly number[])[];
  /** See `AlarmDecision.evidenceSamples`. */
  readonly samples: number;
  readonly isNormal: boolean;
  readonly liveScores: readonly number[];
  readonly budget: SavedBudget;
}

/** Rows that lie further in are bet on, too. */
const DISTANCE_STAKES = [-1, 1];

/** Only rows that are like those before. */
const WITNESS_STAKES = [0.6, 1.2];

/** See `evidencePolicy`. */
export class EvidenceRule implements AlarmRule {
  readonly #budget: RunTimeBudget;
  readonly #testEvery: number;
  readonly #random: () => number;
  readonly #parts: ReferenceParts;
  readonly #distance: DistanceRanks;
  /** Each ranks every other row, and learns from those between. */
  readonly #witnesses: readonly WitnessRanks[];
  /**
   * Of distance, witness and other witness. Each sees p-values that are independent, but not of each other:
   * so each has a third of what false alarms there may be, and the largest counts.
   */
  readonly #evidence: readonly Evidence[];
  #rows = 0;
  /** Rows since the last restart. */
  #samples: number;
  /** No alarm since the last restart. */
  #isNormal: boolean;

  private constructor(
    { testEvery, saved }: PolicyContext,
    falseAlarms: FalseAlarms,
    parts: ReferenceParts,
    random: () => number,
  ) {
    const before = saved as SavedEvidence | undefined;
    this.#budget = new RunTimeBudget(falseAlarms, testEvery, before?.budget);
    this.#testEvery = testEvery;
    this.#random = random;
    this.#parts = parts;
    this.#distance = new DistanceRanks(parts, before?.liveScores);
    this.#witnesses = [new WitnessRanks(parts), new WitnessRanks(parts)];
    // A witness bets at every other row, on two thirds then.
    this.#evidence = [
      new Evidence(DISTANCE_STAKES, 1, 1 / 3, before?.gathered[0]),
      new Evidence(WITNESS_STAKES, WITNESS_ROWS.length, 2 / 3, before?.gathered[1]),
      new Evidence(WITNESS_STAKES, WITNESS_ROWS.length, 2 / 3, before?.gathered[2]),
    ];
    this.#samples = before?.samples ?? 0;
    this.#isNormal = before?.isNormal ?? true;
  }

  static async start(context: PolicyContext, falseAlarms: FalseAlarms): Promise<EvidenceRule> {
    const random = seededRandom(context.seed);
    const parts = await ReferenceParts.create(context.features, random, context.signal);
    return new EvidenceRule(context, falseAlarms, parts, random);
  }

  decide({ newRows, timeMs }: AlarmTest): AlarmDecision {
    this.#budget.count(timeMs);
    const expectedRunTime = this.#budget.runTime;
    const threshold = expectedRunTime * this.#testEvery;
    const warningThreshold = threshold / WARNINGS_PER_ALARM;
    const [distance, ...ofWitness] = this.#evidence;
    let [evidence, peak] = [this.#most(), 0];
    this.#samples += newRows.length;
    for (const values of newRows) {
      const row = this.#parts.compare(oneRow(values));
      const turn = this.#rows++ % 2;
      const [ranks, learns] = [this.#witnesses[turn]!, this.#witnesses[1 - turn]!];
      distance!.bet([this.#distance.rank(row, this.#random())], threshold);
      ofWitness[turn]!.bet(ranks.rank(row, this.#random()), threshold);
      evidence = this.#most();
      peak = Math.max(peak, evidence);
      learns.learn(row);
      // What comes during a drift must not become what is normal.
      this.#isNormal &&= evidence < threshold;
      if (!this.#isNormal) continue;
      this.#distance.add(row);
      ranks.add(row);
    }
    return {
      level: peak >= threshold ? 'drift' : peak >= warningThreshold ? 'warning' : 'ok',
      measure: 'evidence',
      threshold,
      warningThreshold,
      evidence: Math.min(evidence, threshold),
      evidenceSamples: this.#samples,
      expectedRunTime,
      byChance: this.#budget.byChance,
    };
  }

  restart(): void {
    for (const part of [...this.#evidence, ...this.#witnesses, this.#distance]) part.clear();
    this.#samples = 0;
    this.#isNormal = true;
  }

  save(): SavedEvidence {
    return {
      gathered: this.#evidence.map(({ gathered }) => gathered),
      samples: this.#samples,
      isNormal: this.#isNormal,
      liveScores: this.#distance.live,
      budget: this.#budget.save(),
    };
  }

  #most(): number {
    return Math.max(...this.#evidence.map(({ sum }) => sum));
  }
}
