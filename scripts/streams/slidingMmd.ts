import type { AlarmTest } from '../../src/core/alarm/alarmPolicy.js';
import type { ReferenceKernel } from '../../src/core/mmd/referenceKernel.js';

/** A new row and its kernel values with all reference rows, and with the rows in window slots. */
export interface NewRow {
  readonly row: Float32Array;
  /** Sum over the reference. */
  readonly toReference: number;
  readonly toSlot: (slot: number) => number;
}

/**
 * A window that slides over a simulated stream, and the unbiased MMD² against the reference after
 * each row: what a monitor computes, without its permutations.
 */
export class SlidingMmd {
  readonly #m: number;
  readonly #n: number;
  readonly #referenceTerm: number;
  readonly #between: Float64Array;
  readonly #toReference: Float64Array;
  readonly #newRows: Float32Array[] = [];
  #written = 0;
  #within = 0;
  #cross = 0;

  constructor({ rowSums, size }: ReferenceKernel, windowSize: number) {
    this.#m = windowSize;
    this.#n = size;
    const total = rowSums.reduce((sum, row) => sum + row, 0);
    this.#referenceTerm = total / (size * (size - 1));
    this.#between = new Float64Array(windowSize * windowSize);
    this.#toReference = new Float64Array(windowSize);
  }

  get nextSlot(): number {
    return this.#written % this.#m;
  }

  /** Takes a row in; the test that follows, or undefined while the window is not full. */
  push({ row, toReference, toSlot }: NewRow): AlarmTest | undefined {
    const m = this.#m;
    const slot = this.nextSlot;
    const filled = Math.min(this.#written, m);
    for (let other = 0; other < filled; other++) {
      const value = other === slot ? 0 : toSlot(other);
      this.#within += 2 * (value - this.#between[slot * m + other]!);
      this.#between[slot * m + other] = value;
      this.#between[other * m + slot] = value;
    }
    this.#cross += toReference - this.#toReference[slot]!;
    this.#toReference[slot] = toReference;
    this.#written++;
    this.#newRows.push(row);
    if (this.#written < m) return undefined;
    const mmd2 =
      this.#referenceTerm + this.#within / (m * (m - 1)) - (2 * this.#cross) / (this.#n * m);
    return {
      mmd2,
      statistic: mmd2,
      pValue: Number.NaN,
      z: Number.NaN,
      approximatePValue: Number.NaN,
      bandwidth: Number.NaN,
      timeMs: 0,
      newRows: this.#newRows.splice(0),
      rows: [],
    };
  }
}
