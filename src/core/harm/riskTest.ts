/**
 * Is the model wrong more often than it may be? Labels come one by one, of inputs that were drawn with known
 * probabilities; what is said holds whenever one looks.
 *
 * A label tells Z = loss / (G π): loss 1 for a wrong answer and 0 for a right one, π the probability with which this
 * input was drawn from its group of G. Given all that came before the group, Z is the group's risk on average, however
 * the input was drawn. π is at least 1/(2 G), so that 0 ≤ Z ≤ 2. Against H0 "the risk is at most r" one bets on Z > r:
 * wealth is multiplied by 1 + λ (Z - r), 0 ≤ λ < 1/r, and under H0 it does not grow on average (Waudby-Smith & Ramdas,
 * "Estimating Means of Bounded Random Variables by Betting", JRSS B 86, 2024; of a model's risk: Podkopaev & Ramdas,
 * "Tracking the Risk of a Deployed Model and Detecting Harmful Distribution Shifts", ICLR 2022). By Ville's inequality it
 * ever reaches 1/α with a probability of at most α.
 */

/** A label of an input that was drawn. */
export interface DrawnLabel {
  readonly wrong: boolean;
  /** 1 / (G π), above 0, at most {@link MOST_WEIGHT}. */
  readonly weight: number;
  /** The input's number: samples count from 1. */
  readonly sample: number;
}

/** At least half of a draw is uniform. */
export const MOST_WEIGHT = 2;

/** Odds of being wrong, by those that are allowed, at which a bet grows fastest. */
const ODDS = [1.5, 2.5, 5, 15];

/** Alarms that wealth is kept apart for; of more the earliest are put together. */
const MOST_ALARMS = 8;

/** So that what is held at a limit has reached it, however its parts are rounded. */
const ROUNDING = 1e-9;

/** What the test of harm knows, as JSON. */
export interface SavedHarmTest {
  readonly labels: number;
  readonly alarms: number;
  readonly wealth: readonly number[];
  readonly afterAlarms: readonly { readonly sample: number; readonly wealth: readonly number[] }[];
  readonly isShown: boolean;
}

/**
 * Evidence that the risk is above a limit. The harm may begin late, when wealth that was bet on it from the first label
 * on is lost: so it is split among beginnings. Half of it goes to the labels, 1/log₂(t + 1) - 1/log₂(t + 2) of that to
 * bets that begin with the t-th, and half to the monitor's alarms, 1/(k (k + 1)) of that to bets on the inputs after
 * the k-th. That is one mixture of wealth that starts at 1 at most, and what Ville's inequality says holds for all its
 * life: with a risk that never exceeds the limit, it ever reaches 1/level with a probability of at most `level`.
 *
 * It is held at 1/level, so that it falls again when the harm is over, and is then shared anew among bets on small and on
 * large risks: else all would lie with the boldest, which a few right answers ruin while most are still wrong. Harm is
 * shown until half of what was won is lost, by its logarithm.
 */
export class HarmTest {
  readonly limit: number;
  readonly threshold: number;
  readonly #bets: readonly number[];
  readonly #wealth: Float64Array;
  #afterAlarms: { sample: number; wealth: Float64Array }[] = [];
  #labels = 0;
  #alarms = 0;
  #isShown = false;

  /** @param limit The risk that is allowed, above 0, below 1. */
  constructor(limit: number, level: number, saved?: SavedHarmTest) {
    this.limit = limit;
    this.threshold = 1 / level;
    // The fraction of wealth that a wrong answer costs the bet if it does not come: best for a risk of `risk`.
    this.#bets = ODDS.map((times) => {
      const odds = (times * limit) / (1 - limit);
      const risk = odds / (1 + odds);
      return (risk - limit) / (1 - limit) / limit;
    });
    this.#wealth = Float64Array.from(saved?.wealth ?? new Float64Array(ODDS.length));
    if (!saved) return;
    this.#labels = saved.labels;
    this.#alarms = saved.alarms;
    this.#isShown = saved.isShown;
    this.#afterAlarms = saved.afterAlarms.map(({ sample, wealth }) => ({
      sample,
      wealth: Float64Array.from(wealth),
    }));
  }

  /** What was won so far; compare it with {@link threshold}. */
  get evidence(): number {
    return this.#all().reduce((sum, wealth) => sum + sumOf(wealth), 0);
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  /** An alarm was raised at this sample: the harm may begin with the next one. */
  alarm(sample: number): void {
    const k = ++this.#alarms;
    const share = 1 / (2 * k * (k + 1) * ODDS.length);
    this.#afterAlarms.push({ sample, wealth: new Float64Array(ODDS.length).fill(share) });
    if (this.#afterAlarms.length <= MOST_ALARMS) return;
    const [first, second, ...others] = this.#afterAlarms;
    // What began earlier sits out the inputs between.
    const wealth = second!.wealth.map((value, at) => value + first!.wealth[at]!);
    this.#afterAlarms = [{ sample: second!.sample, wealth }, ...others];
  }

  add({ wrong, weight, sample }: DrawnLabel): void {
    const t = ++this.#labels;
    const share = (1 / Math.log2(t + 1) - 1 / Math.log2(t + 2)) / (2 * ODDS.length);
    const excess = (wrong ? weight : 0) - this.limit;
    for (const [at, bet] of this.#bets.entries()) {
      const pay = 1 + bet * excess;
      this.#wealth[at] = (this.#wealth[at]! + share) * pay;
      for (const alarm of this.#afterAlarms) {
        if (sample > alarm.sample) alarm.wealth[at]! *= pay;
      }
    }
    const { evidence, threshold } = this;
    this.#isShown = evidence >= (this.#isShown ? Math.sqrt(threshold) : threshold);
    const held = (threshold * (1 + ROUNDING)) / evidence;
    if (held >= 1) return;
    for (const wealth of this.#all()) wealth.fill((held * sumOf(wealth)) / wealth.length);
  }

  save(): SavedHarmTest {
    return {
      labels: this.#labels,
      alarms: this.#alarms,
      wealth: [...this.#wealth],
      afterAlarms: this.#afterAlarms.map(({ sample, wealth }) => ({ sample, wealth: [...wealth] })),
      isShown: this.#isShown,
    };
  }

  #all(): Float64Array[] {
    return [this.#wealth, ...this.#afterAlarms.map(({ wealth }) => wealth)];
  }
}

/** Fractions of the largest bet that no label can ruin. */
const SHARES = [0.25, 0.5, 0.95];

/** What the test of harmlessness knows, as JSON. */
export interface SavedSafetyTest {
  readonly wealth: readonly number[];
  readonly from: number;
}

/**
 * The other side: evidence that the risk is within the limit, of inputs from a sample on, as those that an alarm is about. One
 * product of bets 1 + λ (r - Z) with λ < 1/(2 - r), without restarts: with a risk of these inputs that is above the limit
 * all the time it ever reaches 1/level with a probability of at most `level`.
 */
export class SafetyTest {
  readonly limit: number;
  readonly threshold: number;
  #wealth: Float64Array;
  #from: number;

  /** @param limit Above 0, below 1. */
  constructor(limit: number, level: number, saved?: SavedSafetyTest) {
    this.limit = limit;
    this.threshold = 1 / level;
    this.#from = saved?.from ?? 1;
    this.#wealth = Float64Array.from(saved?.wealth ?? startOfSafety());
  }

  get evidence(): number {
    return sumOf(this.#wealth);
  }

  get isShown(): boolean {
    return this.evidence >= this.threshold;
  }

  /** Starts anew with the inputs from this sample on. */
  restart(from: number): void {
    this.#from = from;
    this.#wealth = startOfSafety();
  }

  add({ wrong, weight, sample }: DrawnLabel): void {
    if (sample < this.#from) return;
    const { limit } = this;
    const less = limit - (wrong ? weight : 0);
    for (const [at, share] of SHARES.entries()) {
      this.#wealth[at]! *= 1 + (share / (MOST_WEIGHT - limit)) * less;
    }
  }

  save(): SavedSafetyTest {
    return { wealth: [...this.#wealth], from: this.#from };
  }
}

function startOfSafety(): Float64Array<ArrayBuffer> {
  return new Float64Array(SHARES.length).fill(1 / SHARES.length);
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
