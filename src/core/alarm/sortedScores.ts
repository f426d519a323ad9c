/** Scores to rank others among, kept sorted. */
export class SortedScores {
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
