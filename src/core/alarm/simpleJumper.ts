/** How p-values are bet on: by 1 + ε (p - ½). */
const BETS = [-1, 0, 1];

/** Share of the capital that is spread anew over the bets before each step. */
const JUMP = 0.01;

/**
 * A test martingale that bets on p-values not being uniform, and changes its bet over time: the
 * Simple Jumper (Vovk, Petej, Nouretdinov, Ahlberg, Carlsson, Gammerman, "Retrain or Not Retrain:
 * Conformal Test Martingales for Change-Point Detection", COPA 2021, algorithm 1).
 *
 * Its capital starts at 1. As long as p-values are independent and uniform, it ever reaches 1/α with
 * a probability of at most α (Ville's inequality).
 */
export class SimpleJumper {
  readonly #shares: Float64Array;

  /** @param shares What {@link shares} gave, to go on from there. */
  constructor(shares: ArrayLike<number> = BETS.map(() => 1 / BETS.length)) {
    this.#shares = Float64Array.from(shares);
  }

  /** How the capital is spread over the bets; sums to 1. */
  get shares(): readonly number[] {
    return [...this.#shares];
  }

  /** Bets on one p-value, 0 to 1; returns by what the capital is multiplied. */
  bet(p: number): number {
    let factor = 0;
    BETS.forEach((epsilon, i) => {
      const share = (1 - JUMP) * this.#shares[i]! + JUMP / BETS.length;
      this.#shares[i] = share * (1 + epsilon * (p - 0.5));
      factor += this.#shares[i]!;
    });
    for (let i = 0; i < BETS.length; i++) this.#shares[i]! /= factor;
    return factor;
  }
}
