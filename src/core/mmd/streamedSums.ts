import type { Pause } from '../base/tasks.js';
import type { KernelSums } from './statistic.js';

/** Sums over the reference's columns of its own rows, which never change; each of shape [n]. */
export interface ReferenceSums {
  readonly values: Float64Array;
  readonly squares: Float64Array;
}

/**
 * The sums over each row of a pool's kernel matrix K₀ (its diagonal at zero) that the witness and the
 * closed-form null need, in float64, kept up to date as columns of live rows are replaced: N additions
 * a column. All that changes lies in the rows of the live slots, so that the rest is never looked at.
 */
export class StreamedSums {
  readonly #n: number;
  readonly #m: number;
  readonly #live: Float32Array | Float64Array;
  /** Per row of the pool: over the reference's columns, over the live ones, of squares over all. */
  readonly #toReference: Float64Array;
  readonly #toLive: Float64Array;
  readonly #squares: Float64Array;

  /**
   * @param n Rows of the reference.
   * @param m Slots of the window.
   * @param liveRows K₀'s rows of the live slots, shape [m, n + m]; it is written to.
   */
  constructor(n: number, m: number, liveRows: Float32Array | Float64Array) {
    this.#n = n;
    this.#m = m;
    this.#live = liveRows;
    const size = n + m;
    this.#toReference = new Float64Array(size);
    this.#toLive = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** Sums all anew, after the live rows were written; in slices. */
  async reset(reference: ReferenceSums, pause?: Pause): Promise<void> {
    const size = this.#n + this.#m;
    this.#toReference.set(reference.values);
    this.#squares.set(reference.squares);
    this.#toLive.fill(0, 0, this.#n);
    for (let slot = 0, at = 0; slot < this.#m; slot++) {
      for (let i = 0; i < this.#n; i++) {
        const value = this.#live[at + i]!;
        this.#toLive[i]! += value;
        this.#squares[i]! += value * value;
      }
      this.#sumRow(slot);
      at += size;
      await pause?.();
    }
  }

  /** @param column K₀'s new column of the slot's row, shape [n + m], in float32. */
  replace(slot: number, column: ArrayLike<number>): void {
    const n = this.#n;
    const size = n + this.#m;
    const row = slot * size;
    for (let i = 0; i < size; i++) {
      const value = column[i]!;
      const old = this.#live[row + i]!;
      this.#toLive[i]! += value - old;
      this.#squares[i]! += value * value - old * old;
      this.#live[row + i] = value;
      if (i >= n) this.#live[(i - n) * size + n + slot] = value;
    }
    this.#sumRow(slot);
  }

  /** The unbiased MMD² of the window: see `MmdWeights`. */
  observed(): number {
    const [n, m] = [this.#n, this.#m];
    let [within, across, live] = [0, 0, 0];
    for (let i = 0; i < n; i++) within += this.#toReference[i]!;
    for (let i = n; i < n + m; i++) {
      across += this.#toReference[i]!;
      live += this.#toLive[i]!;
    }
    return within / (n * (n - 1)) + live / (m * (m - 1)) - (2 * across) / (n * m);
  }

  /** What the closed-form null is made of. */
  kernelSums(): KernelSums {
    const sums = { sumOfSquares: 0, sumOfSquaredRowSums: 0, total: 0 };
    for (let i = 0; i < this.#squares.length; i++) {
      const row = this.#toReference[i]! + this.#toLive[i]!;
      sums.sumOfSquares += this.#squares[i]!;
      sums.sumOfSquaredRowSums += row * row;
      sums.total += row;
    }
    return { ...sums, n: this.#n, m: this.#m };
  }

  /**
   * The witness function of MMD at each window row, left out of its own mean (Gretton et al., "A Kernel
   * Two-Sample Test", JMLR 13, 2012, section 2.3): `w_j = mean_{x} k(x, y_j) - mean_{i≠j} k(y_i, y_j)`.
   * The most negative are the rows most unlike the reference. A constant added to all of K₀ but its
   * diagonal drops out.
   *
   * @returns Shape [m].
   */
  witness(): Float64Array {
    const [n, m] = [this.#n, this.#m];
    return Float64Array.from(
      { length: m },
      (_, j) => this.#toReference[n + j]! / n - this.#toLive[n + j]! / (m - 1),
    );
  }

  #sumRow(slot: number): void {
    const n = this.#n;
    const size = n + this.#m;
    let [reference, live, squares] = [0, 0, 0];
    for (let i = 0; i < size; i++) {
      const value = this.#live[slot * size + i]!;
      if (i < n) reference += value;
      else live += value;
      squares += value * value;
    }
    this.#toReference[n + slot] = reference;
    this.#toLive[n + slot] = live;
    this.#squares[n + slot] = squares;
  }
}
