/** Counts how many rows in a row were the same, value for value. */
export class IdenticalRows {
  #last: Float32Array | undefined;
  #run = 0;

  /** The latest rows that are identical, from 1; 0 before the first one. */
  get run(): number {
    return this.#run;
  }

  add(row: Float32Array): void {
    const last = this.#last;
    const isSame = last?.length === row.length && row.every((value, at) => value === last[at]);
    this.#run = isSame ? this.#run + 1 : 1;
    if (!isSame) this.#last = row.slice();
  }
}
