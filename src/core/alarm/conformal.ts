import { type Random, seededRandom, shuffleStart } from '../base/random.js';
import { type FeatureRows, pickRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { medianDistance, squaredDistance } from '../math/distances.js';
import { kernelFunction } from '../mmd/kernel.js';
import { SortedScores } from './sortedScores.js';

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
    const kernel = kernelFunction('gaussian', await medianDistance(base, { signal }));
    const score = (row: FeatureRows): number => {
      let sum = 0;
      for (let i = 0; i < base.count; i++) sum += kernel(squaredDistance(base, i, row, 0));
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
  rank(row: Float32Array): { readonly p: number; readonly score: number } {
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
