const LENGTH = 15;

/** The median of the latest values: one slow step, such as a compilation, does not move it. */
export class RunningMedian {
  readonly #latest: number[] = [];

  add(value: number): void {
    this.#latest.push(value);
    if (this.#latest.length > LENGTH) this.#latest.shift();
  }

  /** Undefined before the first value. */
  get value(): number | undefined {
    return [...this.#latest].sort((a, b) => a - b)[this.#latest.length >> 1];
  }
}
