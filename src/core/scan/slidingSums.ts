import type { Apart } from './windowSizes.js';

/**
 * Kernel sums of all windows that end with the latest row, from one row to the next: the window of B
 * rows is that of B - 1 rows before, and the new row.
 */
export class SlidingSums {
  /** By size: over all ordered pairs of different rows in the window. */
  readonly within: Float64Array;
  /** The same over pairs of rows that followed each other. */
  readonly neighbours: Float64Array;
  /** By size: over the rows of the window, of what {@link push} was given for them. */
  readonly across: Float64Array;
  /** Rows of the largest window. */
  readonly largest: number;
  #count = 0;

  constructor(largest: number) {
    this.largest = largest;
    this.within = new Float64Array(largest + 1);
    this.neighbours = new Float64Array(largest + 1);
    this.across = new Float64Array(largest + 1);
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
    const { within, neighbours, across } = this;
    const toNeighbour = 2 * (toEarlier[0] ?? 0);
    this.#count++;
    const most = Math.min(this.#count, this.largest);
    let withinBefore = 0;
    let neighboursBefore = 0;
    let acrossBefore = across[1]!;
    let toWindow = 0;
    across[1] = toReference;
    for (let size = 2; size <= most; size++) {
      toWindow += toEarlier[size - 2]!;
      const withinNow = within[size]!;
      const neighboursNow = neighbours[size]!;
      const acrossNow = across[size]!;
      within[size] = withinBefore + 2 * toWindow;
      neighbours[size] = neighboursBefore + toNeighbour;
      across[size] = acrossBefore + toReference;
      withinBefore = withinNow;
      neighboursBefore = neighboursNow;
      acrossBefore = acrossNow;
    }
  }

  /** Over the pairs of a window that are so far apart. */
  compared(size: number, apart: Apart): number {
    return apart === 1 ? this.within[size]! : this.within[size]! - this.neighbours[size]!;
  }

  restart(): void {
    this.#count = 0;
    this.across[1] = 0;
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
