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
 * Tests H0: MMD² ≤ δ² while a drift lasts, of the latest inputs that look changed. Looks come when there are as many new
 * inputs as a look takes; the k-th is at level/(k (k + 1)), so that all of one drift together err with a probability of
 * `level` at most, as far as the bounds of one look keep theirs. Once larger than δ², a drift stays so until it ends.
 */
export class RelevantDriftTest {
  readonly #relevantFrom: number;
  readonly #level: number;
  #looks = 0;
  /** At which sample the next look may be. */
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
    const inputs = Math.min(most, Math.max(changed, LEAST_INPUTS));
    const isDue = sample >= this.#next && inputs >= LEAST_INPUTS;
    if (!isDue || this.#found?.size === 'relevant') return this.#found;
    const k = ++this.#looks;
    this.#next = sample + inputs;
    const size = sizeOf(inputs);
    const [low, high] = driftBounds(size, this.#level / (k * (k + 1)));
    const relevantFrom = this.#relevantFrom;
    this.#found = {
      size: low > relevantFrom ? 'relevant' : high <= relevantFrom ? 'small' : 'open',
      mmd2: size.mmd2,
      low,
      high,
      relevantFrom,
      inputs: size.inputs,
    };
    return this.#found;
  }
}
