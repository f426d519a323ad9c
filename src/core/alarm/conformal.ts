/**
 * The evidence of the `evidence` policy: conformal p-values of rows against a reference, and the
 * martingale that bets against them.
 */

import { shuffleStart } from '../base/draws.js';
import { type Random, seededRandom } from '../base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { distance } from '../math/distances.js';
import { medianOrZero } from '../math/medianDistance.later.js';
import { kernelFunction } from '../mmd/kernel.js';

/** Live scores that are kept for comparison, beside the reference's. */
const MOST_LIVE_SCORES = 2_000;

/**
 * Turns feature rows into conformal p-values against a reference: independent and uniform while
 * rows come from where the reference came from, in any order (Vovk, Gammerman, Shafer, "Algorithmic
 * Learning in a Random World", 2005).
 *
 * A row's score is how little it resembles one part of the reference, by the mean of the gaussian
 * kernel; it is ranked among the scores of the other part, and of the rows that came before. No row
 * is scored against itself, so that reference and live rows are treated alike.
 */
export class ConformalScores {
  readonly #score: (row: FeatureRows) => number;
  readonly #random: Random;
  #scores: SortedScores;
  readonly #reference: Float64Array;
  #live: number[];

  private constructor(
    score: (row: FeatureRows) => number,
    reference: Float64Array,
    random: Random,
    live: readonly number[],
  ) {
    this.#score = score;
    this.#reference = reference;
    this.#random = random;
    this.#live = [...live];
    this.#scores = new SortedScores([...reference, ...live]);
  }

  /**
   * @param seed Parts the reference, and breaks ties.
   * @param live Scores that were added before, see {@link live}.
   */
  static async create(
    features: FeatureRows,
    seed: number,
    live: readonly number[] = [],
    signal?: AbortSignal,
  ): Promise<ConformalScores> {
    const pause = timeSlices(signal);
    const random = seededRandom(seed);
    const order = Int32Array.from({ length: features.count }, (_, row) => row);
    shuffleStart(order, features.count, random);
    const base = pickRows(features, order.subarray(0, features.count >> 1));
    const kernel = kernelFunction('gaussian', await baseBandwidth(base, signal));
    const score = (row: FeatureRows): number => {
      let sum = 0;
      for (let i = 0; i < base.count; i++) sum += kernel(distance('squared', base, i, row, 0));
      return -sum / base.count;
    };
    const others = order.subarray(base.count);
    const scores = new Float64Array(others.length);
    for (let i = 0; i < others.length; i++) {
      scores[i] = score(pickRows(features, others.subarray(i, i + 1)));
      await pause();
    }
    return new ConformalScores(score, scores, random, live);
  }

  /** Scores of live rows that were added. */
  get live(): readonly number[] {
    return this.#live;
  }

  /** A row's p-value: small where few resemble the reference less. */
  rank(row: FeatureRow): { readonly p: number; readonly score: number } {
    const score = this.#score({ values: row, count: 1, width: row.length });
    return { p: this.#scores.conformalPValue(score, this.#random()), score };
  }

  /** Later rows are ranked among this one too; from 2,000 on no more are taken in. */
  add(score: number): void {
    if (this.#live.length >= MOST_LIVE_SCORES) return;
    this.#live.push(score);
    this.#scores.add(score);
  }

  /** Goes back to the reference alone. */
  clear(): void {
    this.#live = [];
    this.#scores = new SortedScores(this.#reference);
  }
}

/**
 * The median distance between rows. Where it is 0, what they lie apart from the first, or how far that
 * lies from zero: any scale keeps the guarantee that follows from these rows alone.
 */
async function baseBandwidth(base: FeatureRows, signal?: AbortSignal): Promise<number> {
  const median = await medianOrZero(base, 'squared', { signal });
  if (median > 0) return median;
  let sum = 0;
  for (let i = 1; i < base.count; i++) sum += distance('squared', base, i, base, 0);
  const zero = { values: new Float64Array(base.width), count: 1, width: base.width };
  return Math.sqrt(sum / base.count || distance('squared', base, 0, zero, 0) || 1);
}

/** Scores to rank others among, kept sorted. */
class SortedScores {
  #sorted: Float64Array;
  #count: number;

  constructor(scores: ArrayLike<number>) {
    this.#sorted = Float64Array.from(scores).sort();
    this.#count = scores.length;
  }

  /**
   * The conformal p-value of a score: the share of all scores, its own included, that are larger,
   * equal ones counted by `tie` (Vovk, Gammerman, Shafer, "Algorithmic Learning in a Random World",
   * 2005, section 2.2). Uniform on [0, 1] for exchangeable scores.
   *
   * @param tie Uniform on [0, 1).
   */
  conformalPValue(score: number, tie: number): number {
    const below = this.#countWhere((other) => other < score);
    const larger = this.#count - this.#countWhere((other) => other <= score);
    const equal = this.#count - larger - below + 1;
    return (larger + tie * equal) / (this.#count + 1);
  }

  add(score: number): void {
    if (this.#count === this.#sorted.length) {
      const grown = new Float64Array(2 * this.#count + 1);
      grown.set(this.#sorted);
      this.#sorted = grown;
    }
    const at = this.#countWhere((other) => other <= score);
    this.#sorted.copyWithin(at + 1, at, this.#count);
    this.#sorted[at] = score;
    this.#count++;
  }

  /** By bisection: how many scores, from the smallest on, are like that. */
  #countWhere(isLow: (score: number) => boolean): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLow(this.#sorted[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

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
