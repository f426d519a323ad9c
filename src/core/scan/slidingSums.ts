/**
 * Kernel sums of all windows that end with the latest row, from one row to the next: the window of B
 * rows is that of B - 1 rows before, and the new row.
 */
export class SlidingSums {
  /** By size: over all ordered pairs of different rows in the window. */
  readonly within: Float64Array;
  /** By size: over the rows of the window, of what {@link push} was given for them. */
  readonly across: Float64Array;
  /** Rows of the largest window. */
  readonly largest: number;
  #count = 0;

  constructor(largest: number) {
    this.largest = largest;
    this.within = new Float64Array(largest + 1);
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
    const { within, across } = this;
    this.#count++;
    const most = Math.min(this.#count, this.largest);
    let withinBefore = 0;
    let acrossBefore = across[1]!;
    let toWindow = 0;
    across[1] = toReference;
    for (let size = 2; size <= most; size++) {
      toWindow += toEarlier[size - 2]!;
      const withinNow = within[size]!;
      const acrossNow = across[size]!;
      within[size] = withinBefore + 2 * toWindow;
      across[size] = acrossBefore + toReference;
      withinBefore = withinNow;
      acrossBefore = acrossNow;
    }
  }

  restart(): void {
    this.#count = 0;
    this.across[1] = 0;
  }
}

/**
 * The unbiased MMD² of a window (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, equation 3).
 * Of a window of one row, which has no pairs, what is left of it; it ranks single rows.
 *
 * @param outside Mean of the kernel over pairs of the reference.
 * @param within Sum over ordered pairs of the window.
 * @param across Sum over pairs of window and reference.
 */
export function mmdOf(
  outside: number,
  within: number,
  across: number,
  window: number,
  reference: number,
): number {
  const pairs = window > 1 ? within / (window * (window - 1)) : 0;
  return outside + pairs - (2 * across) / (reference * window);
}
