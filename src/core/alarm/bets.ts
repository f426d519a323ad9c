import { normalQuantile } from '../math/normalQuantile.js';

/** By so many standard deviations rows are bet to score higher than before; below 0, lower. */
export type Stake = number;

/** No p-value is taken for lower, or higher than 1 less that: the pay has bounds. */
const LOWEST_P = 1e-9;

/** So that what is held at a limit has reached it, however its parts are rounded. */
const ROUNDING = 1e-9;

/**
 * What a bet on a p-value pays, exp(δ z - δ²/2) for stake δ and the normal score z = Φ⁻¹(1 - p): how much
 * likelier z is where scores have moved by δ than where they have not. Its mean over uniform p-values is 1.
 */
export function payout(score: number, stake: Stake): number {
  return Math.exp(stake * score - (stake * stake) / 2);
}

/** Above 0 for small p-values. */
export function normalScore(p: number): number {
  return -normalQuantile(Math.min(1 - LOWEST_P, Math.max(LOWEST_P, p)));
}

/**
 * Evidence against uniform p-values: a mixture of bets, each with its own Shiryaev-Roberts statistic
 * `R = (R + share) payout`, so that drift may begin with any row. Over independent uniform p-values
 * the sum R less what was put in is a martingale: it ever reaches A within T rows with a probability
 * of at most what was put in by then / A (Doob's inequality).
 */
export class Evidence {
  readonly #stakes: readonly Stake[];
  readonly #share: number;
  readonly #gathered: Float64Array;

  /**
   * @param lists How many p-values come with each row.
   * @param perRow What is put in with each row, spread over all bets.
   * @param gathered What {@link gathered} gave, to go on from there.
   */
  constructor(
    stakes: readonly Stake[],
    lists: number,
    perRow: number,
    gathered: ArrayLike<number> = new Float64Array(lists * stakes.length),
  ) {
    this.#stakes = stakes;
    this.#share = perRow / (lists * stakes.length);
    this.#gathered = Float64Array.from(gathered);
  }

  /** By bets. */
  get gathered(): readonly number[] {
    return [...this.#gathered];
  }

  get sum(): number {
    return this.#gathered.reduce((sum, value) => sum + value, 0);
  }

  /**
   * @param pValues None where there is nothing to bet on.
   * @param most It is held at just that, so that it can fall again when the drift is over.
   */
  bet(pValues: readonly number[], most: number): void {
    pValues.forEach((p, list) => {
      const score = normalScore(p);
      this.#stakes.forEach((stake, i) => {
        const at = list * this.#stakes.length + i;
        this.#gathered[at] = (this.#gathered[at]! + this.#share) * payout(score, stake);
      });
    });
    const held = (most * (1 + ROUNDING)) / this.sum;
    if (held < 1) for (let i = 0; i < this.#gathered.length; i++) this.#gathered[i]! *= held;
  }

  clear(): void {
    this.#gathered.fill(0);
  }
}
