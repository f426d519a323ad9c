import type { Apart } from './windowSizes.js';

/**
 * Kernel sums of all windows that end with the latest row, from one row to the next: the window of B
 * rows is that of B - 1 rows before, and the new row.
 */
export class SlidingSums {
  /** By size: over all ordered pairs of different rows in the window. */
  readonly within: Float64Array;
  /** Rows of the largest window. */
  readonly largest: number;
  readonly #toReference: SumsSinceStart;
  readonly #toNeighbour: SumsSinceStart;
  #count = 0;

  constructor(largest: number) {
    this.largest = largest;
    this.within = new Float64Array(largest + 1);
    this.#toReference = new SumsSinceStart(largest);
    this.#toNeighbour = new SumsSinceStart(largest);
  }

  /** Rows since the start; windows are summed up to this size. */
  get count(): number {
    return this.#count;
  }

  /**
   * @param toReference Sum of the row's kernel values with the reference.
   * @param toEarlier Its kernel values with the rows before it, the latest first; as many as there are,
   *   or `largest` - 1.
   */
  push(toReference: number, toEarlier: Float64Array): void {
    const { within } = this;
    this.#count++;
    this.#toReference.push(toReference);
    this.#toNeighbour.push(2 * (toEarlier[0] ?? 0));
    const most = Math.min(this.#count, this.largest);
    let before = 0;
    let toWindow = 0;
    for (let size = 2; size <= most; size++) {
      toWindow += toEarlier[size - 2]!;
      const now = within[size]!;
      within[size] = before + 2 * toWindow;
      before = now;
    }
  }

  /** Over the rows of a window, of what {@link push} was given for them. */
  across(size: number): number {
    return this.#toReference.ofLatest(size);
  }

  /** Over the pairs of a window that are so far apart. */
  compared(size: number, apart: Apart): number {
    return apart === 1
      ? this.within[size]!
      : this.within[size]! - this.#toNeighbour.ofLatest(size - 1);
  }

  restart(): void {
    this.#count = 0;
    this.#toReference.restart();
    this.#toNeighbour.restart();
  }
}

/** Sums of the latest so many of a series of values, at the cost of one subtraction. */
class SumsSinceStart {
  /** After each value, by its number modulo the length. */
  readonly #sums: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#sums = new Float64Array(most + 1);
  }

  push(value: number): void {
    const before = this.#sums[this.#count % this.#sums.length]!;
    this.#count++;
    this.#sums[this.#count % this.#sums.length] = before + value;
  }

  /** @param count Of values; no more than there are, or than `most`. */
  ofLatest(count: number): number {
    const { length } = this.#sums;
    return this.#sums[this.#count % length]! - this.#sums[(this.#count - count) % length]!;
  }

  restart(): void {
    this.#count = 0;
    this.#sums[0] = 0;
  }
}

/** Ordered pairs of rows of a window that are compared. */
export function pairsOf(window: number, apart: Apart): number {
  return Math.max(0, (window - apart) * (window - apart + 1));
}

/** Sums of a window. */
interface WindowSums {
  /** Over ordered pairs of the window that are compared. */
  readonly within: number;
  /** Over pairs of window and reference. */
  readonly across: number;
}

/**
 * The unbiased MMD² of a window (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, equation 3).
 * Of a window that has no pairs, as one of one row, what is left of it; it ranks single rows.
 *
 * @param outside Mean of the kernel over pairs of the reference.
 * @param window Rows of the window.
 * @param reference Rows of the reference.
 */
export function mmdOf(
  { within, across }: WindowSums,
  outside: number,
  window: number,
  reference: number,
  apart: Apart,
): number {
  const pairs = pairsOf(window, apart);
  return outside + (pairs > 0 ? within / pairs : 0) - (2 * across) / (reference * window);
}
