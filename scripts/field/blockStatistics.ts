/**
 * The statistic of Scan-B and of Online Kernel CUSUM. N blocks of w reference rows are drawn once. With the
 * last B rows y_0, y_1, … (the latest first), the first B rows x_{i,0}, … of each block and
 * h(x, x', y, y') = k(x, x') + k(y, y') - k(x, y') - k(x', y),
 *
 *     Z_B = 1/N Σ_i 1/(B(B-1)) Σ_{j≠l} h(x_{i,j}, x_{i,l}, y_j, y_l),
 *     Var Z_B = 2/(B(B-1)) (1/N E h² + (N-1)/N Cov(h(x, x', y, y'), h(x'', x''', y, y'))),
 *
 * and what is looked at is Z_B / √Var Z_B (Li, Xie, Dai, Song, "Scan B-statistic for kernel change-point
 * detection", Sequential Analysis 38, 2019; Wei, Xie, "Online kernel CUSUM for change-point detection",
 * arXiv 2211.15070). The moments of h are means over quadruples of reference rows.
 */
import { shuffleStart } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { ReferenceKernel } from '../../src/core/mmd/referenceKernel.js';

/** Rows of the largest window: the published figures are of windows up to 50. */
export const LARGEST_BLOCK = 50;

/** Blocks at most, as in the papers' experiments. */
const MOST_BLOCKS = 15;

const QUADRUPLES = 40_000;

/** Second moments of h without drift. */
export interface Moments {
  readonly square: number;
  readonly shared: number;
}

export function momentsOf({ matrix, size }: ReferenceKernel, random: Random): Moments {
  const order = Int32Array.from({ length: size }, (_, row) => row);
  const k = (a: number, b: number): number => matrix[order[a]! * size + order[b]!]!;
  const h = (x: number, other: number): number => k(x, other) + k(4, 5) - k(x, 5) - k(other, 4);
  let [square, shared] = [0, 0];
  for (let draw = 0; draw < QUADRUPLES; draw++) {
    shuffleStart(order, 6, random);
    const [first, second] = [h(0, 1), h(2, 3)];
    square += (first * first + second * second) / 2;
    shared += first * second;
  }
  return { square: square / QUADRUPLES, shared: shared / QUADRUPLES };
}

/** Of Z_B. */
export function variance({ square, shared }: Moments, blocks: number, size: number): number {
  return (2 / (size * (size - 1))) * (square / blocks + ((blocks - 1) / blocks) * shared);
}

/** As many blocks as these rows hold. */
export function blocksOf(rows: Int32Array, random: Random, length = LARGEST_BLOCK): Int32Array[] {
  const order = rows.slice();
  shuffleStart(order, order.length, random);
  const count = Math.min(MOST_BLOCKS, Math.floor(order.length / length));
  return Array.from({ length: count }, (_, at) => order.slice(at * length, (at + 1) * length));
}

/** The standardised statistics of all windows of 2 to w rows that end with the latest row. */
export class BlockStatistics {
  readonly #blocks: readonly Int32Array[];
  readonly #length: number;
  readonly #deviations: Float64Array;
  /** By B: mean of k(x, x') within the first B rows of blocks. */
  readonly #within: Float64Array;
  /** Of the latest rows, a ring: by B, their kernel sums over the first B rows of all blocks. */
  readonly #across: Float64Array[];
  /** And over the rows of one position in their blocks. */
  readonly #paired: Float64Array[];
  /** Kernel values with rows before them, the latest first. */
  readonly #earlier: Float64Array[];
  #count = 0;

  constructor({ matrix, size }: ReferenceKernel, blocks: readonly Int32Array[], moments: Moments) {
    const length = blocks[0]!.length;
    this.#blocks = blocks;
    this.#length = length;
    this.#deviations = Float64Array.from({ length: length + 1 }, (_, b) =>
      Math.sqrt(variance(moments, blocks.length, b)),
    );
    this.#within = new Float64Array(length + 1);
    let sum = 0;
    for (let b = 2; b <= length; b++) {
      for (const block of blocks) {
        for (let j = 0; j < b - 1; j++) sum += 2 * matrix[block[b - 1]! * size + block[j]!]!;
      }
      this.#within[b] = sum / (blocks.length * b * (b - 1));
    }
    const ring = () => Array.from({ length }, () => new Float64Array(length + 1));
    [this.#across, this.#paired, this.#earlier] = [ring(), ring(), ring()];
  }

  restart(): void {
    this.#count = 0;
  }

  /**
   * By B; -Infinity where there are not so many rows.
   *
   * @param toReference Kernel values with the reference's rows.
   * @param toEarlier And with the rows before, the latest first.
   */
  push(toReference: ArrayLike<number>, toEarlier: ArrayLike<number>): Float64Array {
    const w = this.#length;
    const slot = this.#count % w;
    const [across, paired] = [this.#across[slot]!, this.#paired[slot]!];
    for (let j = 0; j < w; j++) {
      let sum = 0;
      for (const block of this.#blocks) sum += toReference[block[j]!]!;
      paired[j] = sum;
      across[j + 1] = across[j]! + sum;
    }
    for (let age = 0; age < w - 1; age++) this.#earlier[slot]![age] = toEarlier[age]!;
    this.#count++;
    const found = new Float64Array(w + 1).fill(Number.NEGATIVE_INFINITY);
    const most = Math.min(w, this.#count);
    let between = 0;
    for (let b = 2; b <= most; b++) {
      // The oldest row of this window, with those after it.
      for (let age = 0; age < b - 1; age++) {
        const newer = this.#earlier[(slot - age + w) % w]!;
        between += 2 * newer[b - 2 - age]!;
      }
      let cross = 0;
      for (let age = 0; age < b; age++) {
        const at = (slot - age + w) % w;
        cross += this.#across[at]![b]! - this.#paired[at]![age]!;
      }
      const pairs = b * (b - 1);
      const z = this.#within[b]! + between / pairs - (2 * cross) / (this.#blocks.length * pairs);
      found[b] = z / this.#deviations[b]!;
    }
    return found;
  }
}

export function largestOf(statistics: Float64Array): number {
  return statistics.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
}

/** All rows of a reference. */
export function rowsOf(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, row) => row);
}

/** The statistics of a whole reference. */
export function blockStatistics(kernel: ReferenceKernel, seed: number): BlockStatistics {
  const random = seededRandom(seed);
  const moments = momentsOf(kernel, random);
  return new BlockStatistics(kernel, blocksOf(rowsOf(kernel.size), random), moments);
}
