/**
 * What a scan sees without drift, from a reference alone: its rows in random order are a pretend stream,
 * and each window of it is compared with all rows outside the window.
 *
 * With T the sum of all kernel values of the reference, a of the window's rows with all and S within the
 * window, the values across are a - S and those outside T - 2a + S: no other value is read than those
 * within windows, however large the reference.
 */

import { shuffleStart } from '../base/draws.js';
import type { Random } from '../base/random.js';
import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { mmdOf, SlidingSums } from './slidingSums.js';
import type { Apart } from './windowSizes.js';

/** Draws pretend streams, each of all rows of the reference. */
export class PretendScans {
  readonly #kernel: ReferenceKernel;
  readonly #sizes: readonly number[];
  readonly #apart: Apart;
  readonly #random: Random;
  readonly #order: Int32Array;
  readonly #sums: SlidingSums;
  readonly #toEarlier: Float64Array;
  readonly #total: number;

  /** @param sizes Rows of the windows, ascending. */
  constructor(
    kernel: ReferenceKernel,
    { sizes, apart }: { readonly sizes: readonly number[]; readonly apart: Apart },
    random: Random,
  ) {
    this.#kernel = kernel;
    this.#sizes = sizes;
    this.#apart = apart;
    this.#random = random;
    this.#order = Int32Array.from({ length: kernel.size }, (_, row) => row);
    this.#sums = new SlidingSums(sizes.at(-1)!);
    this.#toEarlier = new Float64Array(this.#sums.largest);
    this.#total = kernel.rowSums.reduce((sum, row) => sum + row, 0);
  }

  /** Tests of a stream: one for each row from which on all windows are full. */
  get tests(): number {
    return this.#kernel.size - this.#sums.largest + 1;
  }

  /** @param statistics Shape [tests, sizes]: becomes the unbiased MMD² of each window. */
  draw(statistics: Float32Array): void {
    const { matrix, rowSums, size } = this.#kernel;
    const order = this.#order;
    const { largest } = this.#sums;
    shuffleStart(order, size, this.#random);
    this.#sums.restart();
    let at = 0;
    for (let t = 0; t < size; t++) {
      const row = order[t]! * size;
      const most = Math.min(t, largest - 1);
      for (let age = 0; age < most; age++) {
        this.#toEarlier[age] = matrix[row + order[t - 1 - age]!]!;
      }
      this.#sums.push(rowSums[order[t]!]!, this.#toEarlier);
      if (t < largest - 1) continue;
      for (const window of this.#sizes) statistics[at++] = this.#statistic(window);
    }
  }

  #statistic(window: number): number {
    const apart = this.#apart;
    const within = this.#sums.within[window]!;
    const all = this.#sums.across(window);
    const rest = this.#kernel.size - window;
    const outside = (this.#total - 2 * all + within) / (rest * (rest - 1));
    const sums = { within: this.#sums.compared(window, apart), across: all - within };
    return mmdOf(sums, outside, window, rest, apart);
  }
}
