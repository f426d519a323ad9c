import { type DriftSize, driftBounds } from './driftSize.js';

/** Is the drift as large as what the app set out to be worth an alarm? */
export interface RelevantDrift {
  /** `relevant`: shown to be larger; `small`: shown to be smaller; `open`: neither. */
  readonly size: 'relevant' | 'small' | 'open';
  /** MMD² of the latest inputs, unbiased. */
  readonly mmd2: number;
  /** One-sided bounds of it at the look's share of the level. */
  readonly low: number;
  readonly high: number;
  /** The MMD² from which drift is relevant. */
  readonly relevantFrom: number;
  /** Inputs that were looked at. */
  readonly inputs: number;
}

/** Inputs that a look needs: the standard error of fewer says little. */
const LEAST_INPUTS = 16;

/**
 * Tests H0: MMD² ≤ δ² and H0: MMD² ≥ δ² while a drift lasts. The first look is at the inputs that look changed, which may
 * have others among them: it can show that the drift is larger than δ², not that it is smaller. Later ones are at the
 * inputs that came since then, and come whenever these have doubled. The k-th look is at level/(k (k + 1)), so that all of one
 * drift together err with a probability of `level` at most on either side, as far as the bounds of one look keep theirs.
 * Once larger than δ², a drift stays so until it ends.
 */
export class RelevantDriftTest {
  readonly #relevantFrom: number;
  readonly #level: number;
  #looks = 0;
  /** At which samples the first look was, and the next one may be. */
  #first = 0;
  #next = 0;
  #found: RelevantDrift | undefined;

  /** @param relevantFrom δ², above 0. */
  constructor(relevantFrom: number, level: number) {
    this.#relevantFrom = relevantFrom;
    this.#level = level;
  }

  /** The drift is over, or there is none. */
  end(): void {
    this.#looks = 0;
    this.#next = 0;
    this.#found = undefined;
  }

  /**
   * @param sample Of the latest input.
   * @param changed How many of the latest inputs look changed.
   * @param most How many there are.
   * @param sizeOf Of so many of the latest inputs.
   * @returns What is known; undefined before the first look.
   */
  look(
    sample: number,
    changed: number,
    most: number,
    sizeOf: (inputs: number) => DriftSize,
  ): RelevantDrift | undefined {
    const isFirst = this.#looks === 0;
    const meant = isFirst ? Math.max(changed, LEAST_INPUTS) : sample - this.#first;
    const inputs = Math.min(most, meant);
    const isDue = sample >= this.#next && inputs >= LEAST_INPUTS;
    if (!isDue || this.#found?.size === 'relevant') return this.#found;
    if (isFirst) this.#first = sample;
    const k = ++this.#looks;
    this.#next = sample + (isFirst ? LEAST_INPUTS : inputs);
    const size = sizeOf(inputs);
    const [low, high] = driftBounds(size, this.#level / (k * (k + 1)));
    const relevantFrom = this.#relevantFrom;
    this.#found = {
      size: low > relevantFrom ? 'relevant' : high <= relevantFrom && !isFirst ? 'small' : 'open',
      mmd2: size.mmd2,
      low,
      high,
      relevantFrom,
      inputs: size.inputs,
    };
    return this.#found;
  }
}
