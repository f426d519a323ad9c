import { BLOCK_ROWS } from './dependence.js';

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

/**
 * Identical rows from which on a source counts as frozen: half a window, because that many already
 * make it differ from any reference; but 32 of a large window, and of a small one at least 3.
 */
export function frozenRun(windowSize: number): number {
  const half = Math.ceil(windowSize / 2);
  return Math.min(windowSize, Math.max(3, Math.min(BLOCK_ROWS, half)));
}
