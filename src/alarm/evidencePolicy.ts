import { InvalidOptionError } from '../errors.js';
import { type Random, seededRandom } from '../random/seededRandom.js';
import { conformalPValue } from '../statistics/conformalPValue.js';
import { SimpleJumper } from '../statistics/simpleJumper.js';
import type {
  AlarmDecision,
  AlarmPolicy,
  AlarmRule,
  AlarmTest,
  PolicyContext,
} from './alarmPolicy.js';
import {
  type FalseAlarms,
  inWords,
  RunTimeBudget,
  requireFalseAlarms,
  WARNINGS_PER_ALARM,
} from './falseAlarms.js';

/** Live scores that are kept for comparison, beside the reference's. */
const MOST_LIVE_SCORES = 1_000;

/** Options of {@link evidencePolicy}. */
export interface EvidenceOptions {
  /** @defaultValue that of the monitor: once a day */
  readonly falseAlarms?: FalseAlarms;
}

/**
 * Drift when the evidence gathered sample by sample reaches the wanted average run length A, a
 * warning at a tenth of that. Each sample's mean kernel value with the reference is ranked among
 * those of the reference rows (each left out of its own mean) and of earlier samples; a betting
 * martingale grows when ranks are not uniform, and restarts by the Shiryaev-Roberts rule
 * R = (1 + R) e (Vovk et al., "Retrain or Not Retrain", COPA 2021).
 *
 * Needs no calibration, and works for any run time. Guaranteed, for exchangeable inputs, while earlier
 * samples are added to the comparison: an average run length of at least A, and a false alarm within
 * T samples with a probability of at most T / A. Two things are only nearly so: a sample is
 * scored against n reference rows, a reference row against the n - 1 others; and after 1,000
 * samples no more are added. It sees that inputs lie further out or further in than the reference,
 * not every change of distribution, and takes longer than `expectedRunTimePolicy`.
 *
 * @throws {@link InvalidOptionError} for false alarms that are not understood.
 */
export function evidencePolicy(options: EvidenceOptions = {}): AlarmPolicy {
  const wish = options.falseAlarms && requireFalseAlarms(options.falseAlarms);
  return {
    name: 'evidence',
    start(context) {
      if (context.bandwidth === undefined) {
        throw new InvalidOptionError(
          "policy: evidence needs scores of a fixed bandwidth, 'pooled-median' or 'fuse' came. Set " +
            "`bandwidth` to 'median' or a number, or `policy` to another one.",
        );
      }
      return new EvidenceRule(context, wish ?? context.falseAlarms);
    },
  };
}

interface Saved {
  readonly evidence: number;
  readonly shares: readonly number[];
  readonly liveScores: readonly number[];
  readonly budget: { readonly tests: number; readonly ms: number };
}

class EvidenceRule implements AlarmRule {
  readonly #budget: RunTimeBudget;
  readonly #byChance: string;
  readonly #testEvery: number;
  readonly #referenceSize: number;
  readonly #random: Random;
  #evidence: number;
  #jumper: SimpleJumper;
  #liveScores: number[];

  constructor({ testEvery, reference, seed, saved }: PolicyContext, falseAlarms: FalseAlarms) {
    const before = saved as Saved | undefined;
    this.#budget = new RunTimeBudget(falseAlarms, testEvery, before?.budget);
    this.#byChance = inWords(falseAlarms);
    this.#testEvery = testEvery;
    this.#referenceSize = reference.count;
    this.#random = seededRandom(seed);
    this.#evidence = before?.evidence ?? 0;
    this.#jumper = new SimpleJumper(before?.shares);
    this.#liveScores = [...(before?.liveScores ?? [])];
  }

  decide({ similarities, newSlots, timeMs }: AlarmTest): AlarmDecision {
    this.#budget.count(timeMs);
    const expectedRunTime = this.#budget.runTime;
    const threshold = expectedRunTime * this.#testEvery;
    const warningThreshold = threshold / WARNINGS_PER_ALARM;
    let peak = 0;
    for (const slot of newSlots) {
      const p = this.#rank(similarities, similarities[this.#referenceSize + slot]!);
      // Held at the alarm's threshold, so that evidence can fall again when the drift is over.
      this.#evidence = Math.min(threshold, (1 + this.#evidence) * this.#jumper.bet(p));
      peak = Math.max(peak, this.#evidence);
      // What comes during a drift must not become what is normal.
      const isNormal = this.#evidence < warningThreshold;
      if (isNormal && this.#liveScores.length < MOST_LIVE_SCORES) {
        this.#liveScores.push(similarities[this.#referenceSize + slot]!);
      }
    }
    return {
      level: peak >= threshold ? 'drift' : peak >= warningThreshold ? 'warning' : 'ok',
      measure: 'evidence',
      threshold,
      warningThreshold,
      evidence: this.#evidence,
      expectedRunTime,
      byChance: this.#byChance,
    };
  }

  restart(): void {
    this.#evidence = 0;
    this.#jumper = new SimpleJumper();
    this.#liveScores = [];
  }

  save(): Saved {
    return {
      evidence: this.#evidence,
      shares: this.#jumper.shares,
      liveScores: this.#liveScores,
      budget: this.#budget.save(),
    };
  }

  /** The p-value of a similarity: small where few are less similar to the reference. */
  #rank(similarities: Float64Array, similarity: number): number {
    const earlier = [...similarities.subarray(0, this.#referenceSize), ...this.#liveScores];
    return conformalPValue(
      earlier.map((other) => -other),
      -similarity,
      this.#random(),
    );
  }
}
