import { fits, isAmount, isCount } from '../base/fits.js';
import type { Random } from '../base/random.js';
import type { LabelFinding } from './harm.js';
import { type Draw, type DrawCandidate, LabelDraws, type SavedDraws } from './labelDraws.js';
import { HarmTest, SafetyTest, type SavedHarmTest, type SavedSafetyTest } from './riskTest.js';

/** What became of a label. */
export interface LabelOutcome {
  /**
   * `test`: it counts in the test of the risk. `shown`: its input was not drawn, or came before the test began; it is counted and
   * shown, and not tested. `none`: it came to nothing.
   */
  readonly use: 'test' | 'shown' | 'none';
  /** Why it is not tested, in a sentence; absent with `test`. */
  readonly reason?: string;
}

/** The risks that are told apart. */
export interface RiskLimits {
  /** A risk above it is harm; above 0, below 1. */
  readonly limit: number;
  /** A risk up to it is none; likewise. */
  readonly safeLimit: number;
  readonly level: number;
}

/** All that is known of draws and labels, as JSON. */
export interface SavedLabels {
  readonly draws: SavedDraws;
  readonly limits: RiskLimits | null;
  readonly harm: SavedHarmTest | null;
  readonly safety: SavedSafetyTest | null;
  /** Samples up to this one are not tested. */
  readonly after: number;
  readonly counts: Counts;
}

interface Counts {
  tested: number;
  wrong: number;
  /** Of weights of tested labels, and of those that are wrong. */
  weights: number;
  wrongWeights: number;
  others: number;
  othersWrong: number;
  unused: number;
}

const NONE: Counts = {
  tested: 0,
  wrong: 0,
  weights: 0,
  wrongWeights: 0,
  others: 0,
  othersWrong: 0,
  unused: 0,
};

/** Labels of inputs that were not drawn: so many are remembered, so that none counts twice. */
const MOST_OTHERS = 4_096;

const areNumbers = (value: unknown): boolean => Array.isArray(value) && value.every(isAmount);

/** Draws for labelling, the labels that come, and what they say of the risk. */
export class LabelledRisk {
  readonly #draws: LabelDraws;
  readonly #others = new Set<string>();
  #limits: RiskLimits | undefined;
  #harm: HarmTest | undefined;
  #safety: SafetyTest | undefined;
  #after: number;
  #counts: Counts;

  constructor(saved?: SavedLabels) {
    this.#draws = new LabelDraws(saved?.draws);
    this.#after = saved?.after ?? 0;
    this.#counts = { ...NONE, ...saved?.counts };
    if (!saved?.limits) return;
    this.#limits = saved.limits;
    const { limit, safeLimit, level } = saved.limits;
    this.#harm = new HarmTest(limit, level, saved.harm ?? undefined);
    this.#safety = new SafetyTest(safeLimit, level, saved.safety ?? undefined);
  }

  /** Whether it can be what {@link save} gave, once it went through JSON. */
  static isSaved(saved: unknown): saved is SavedLabels {
    const isTest = (test: SavedHarmTest | null): boolean =>
      test === null ||
      fits(test, {
        labels: isCount,
        alarms: isCount,
        wealth: areNumbers,
        afterAlarms: (all: SavedHarmTest['afterAlarms']) =>
          Array.isArray(all) &&
          all.every((one) => fits(one, { sample: isCount, wealth: areNumbers })),
        isShown: (is: unknown) => typeof is === 'boolean',
      });
    return fits(saved, {
      draws: {
        draws: (all: unknown) => Array.isArray(all) && all.every(isSavedDraw),
        offered: areNumbers,
      },
      limits: (limits: unknown) =>
        limits === null || fits(limits, { limit: isShare, safeLimit: isShare, level: isShare }),
      harm: isTest,
      safety: (test: unknown) => test === null || fits(test, { wealth: areNumbers, from: isCount }),
      after: isCount,
      counts: Object.fromEntries(Object.keys(NONE).map((name) => [name, isAmount])),
    });
  }

  /**
   * Labels of inputs up to this sample are no longer tested, what was found is forgotten, and the risk is compared with
   * other limits. What was drawn is remembered.
   *
   * @param limits Undefined where none are known: labels are shown alone.
   */
  begin(limits: RiskLimits | undefined, after: number): void {
    this.#limits = limits;
    this.#harm = limits && new HarmTest(limits.limit, limits.level);
    this.#safety = limits && new SafetyTest(limits.safeLimit, limits.level);
    this.#safety?.restart(after + 1);
    this.#after = after;
    this.#counts = { ...NONE };
  }

  /** The monitor raised an alarm at this sample, and so many of the latest inputs look changed. */
  alarm(sample: number, changed: number): void {
    this.#harm?.alarm(sample);
    this.#safety?.restart(Math.max(this.#after, sample - changed) + 1);
  }

  /** What the monitor found is over at this sample: what was safe in it need not be so later. */
  recovered(sample: number): void {
    this.#safety?.restart(sample + 1);
  }

  /** See {@link LabelDraws.draw}. */
  draw(
    count: number,
    candidates: readonly DrawCandidate[],
    oddnessOf: (at: number) => number,
    random: Random,
  ): { readonly at: number; readonly draw: Draw }[] {
    return this.#draws.draw(count, candidates, oddnessOf, random);
  }

  /** @param isInWindow Whether there is an input of that name that was not drawn. */
  label(id: string, correct: boolean, isInWindow: () => boolean): LabelOutcome {
    const found = this.#draws.label(id, correct);
    if (!found) return this.#labelOther(id, correct, isInWindow);
    const { draw, use } = found;
    if (use === 'none') {
      this.#counts.unused++;
      return {
        use,
        reason:
          found.was === correct
            ? `'${id}' has this label already.`
            : `'${id}' was labelled ${found.was ? 'right' : 'wrong'} before, and the first label counts.`,
      };
    }
    if (draw.sample <= this.#after) {
      return this.#shown(correct, `'${id}' came before the test of the risk began.`);
    }
    const label = { wrong: !correct, weight: draw.weight, sample: draw.sample };
    this.#harm?.add(label);
    this.#safety?.add(label);
    const counts = this.#counts;
    counts.tested++;
    counts.weights += draw.weight;
    if (!correct) {
      counts.wrong++;
      counts.wrongWeights += draw.weight;
    }
    return { use };
  }

  /** Undefined before the first draw or label. */
  finding(): LabelFinding | undefined {
    const { drawn, open } = this.#draws.counts;
    const { tested, wrong, weights, wrongWeights, others, othersWrong, unused } = this.#counts;
    if (drawn + others + unused === 0) return undefined;
    const [harm, safety] = [this.#harm, this.#safety];
    return {
      drawn,
      open,
      tested,
      wrong,
      ...(tested > 0 && { risk: wrongWeights / weights }),
      others,
      othersWrong,
      unused,
      ...(harm &&
        safety && {
          test: {
            limit: harm.limit,
            safeLimit: safety.limit,
            harm: harm.evidence,
            safety: safety.evidence,
            threshold: harm.threshold,
            isShown: harm.isShown,
          },
        }),
    };
  }

  save(): SavedLabels {
    return {
      draws: this.#draws.save(),
      limits: this.#limits ?? null,
      harm: this.#harm?.save() ?? null,
      safety: this.#safety?.save() ?? null,
      after: this.#after,
      counts: { ...this.#counts },
    };
  }

  #labelOther(id: string, correct: boolean, isInWindow: () => boolean): LabelOutcome {
    if (this.#others.has(id)) {
      this.#counts.unused++;
      return { use: 'none', reason: `'${id}' has a label already; the first one counts.` };
    }
    if (!isInWindow()) {
      this.#counts.unused++;
      const reason = `No input '${id}' was drawn or is in the window; draws are remembered up to 4,096 later ones.`;
      return { use: 'none', reason };
    }
    this.#others.add(id);
    for (const oldest of this.#others) {
      if (this.#others.size <= MOST_OTHERS) break;
      this.#others.delete(oldest);
    }
    return this.#shown(
      correct,
      `'${id}' was not drawn by inputsToLabel: it may have been picked because it is odd.`,
    );
  }

  #shown(correct: boolean, reason: string): LabelOutcome {
    this.#counts.others++;
    if (!correct) this.#counts.othersWrong++;
    return { use: 'shown', reason };
  }
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < 1;

function isSavedDraw(draw: unknown): boolean {
  const [id, sample, weight, correct] = Array.isArray(draw) ? draw : [];
  return (
    typeof id === 'string' &&
    isCount(sample) &&
    typeof weight === 'number' &&
    weight > 0 &&
    weight <= 2 &&
    (correct === undefined || typeof correct === 'boolean')
  );
}
