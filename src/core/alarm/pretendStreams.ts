/**
 * Streams without drift, drawn from a reference alone, and their MMD² test by test.
 */

import { shuffleStart } from '../base/draws.js';
import type { Random } from '../base/random.js';
import type { ReferenceKernel } from '../mmd/referenceKernel.js';
import { remainingRows } from './calibratable.js';

/** A pretend stream drawn from the reference, and how the monitor would test it. */
interface StreamPlan {
  readonly windowSize: number;
  /** Samples from one test to the next, from 1. */
  readonly testEvery: number;
}

/** How many tests one pretend stream holds: as many as until the first window has left. */
export function testsPerStream({ windowSize, testEvery }: StreamPlan): number {
  return Math.ceil(windowSize / testEvery);
}

/**
 * Draws pretend streams: 2 m - 1 rows of the reference in random order, tested against all its other
 * rows, R = n - (2 m - 1), with a window of m that slides over them.
 *
 * A sum over the other rows is a row sum of the kernel matrix less what falls on the stream, so that
 * only the stream's own (2 m - 1)² kernel values are read, however large the reference.
 */
export class PretendStreams {
  readonly #kernel: ReferenceKernel;
  readonly #plan: StreamPlan;
  readonly #random: Random;
  readonly #order: Int32Array;
  readonly #total: number;
  /** For each stream row: kernel sums over the stream, and over the m - 1 rows after and before. */
  readonly #stream: Float64Array;
  readonly #after: Float64Array;
  readonly #before: Float64Array;

  /** @param random Draws the streams. */
  constructor(kernel: ReferenceKernel, plan: StreamPlan, random: Random) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#random = random;
    this.#order = Int32Array.from({ length: kernel.size }, (_, i) => i);
    this.#total = kernel.rowSums.reduce((sum, row) => sum + row, 0);
    const length = 2 * plan.windowSize - 1;
    this.#stream = new Float64Array(length);
    this.#after = new Float64Array(length);
    this.#before = new Float64Array(length);
  }

  /** Draws one stream; `statistics[t]` becomes the unbiased MMD² of its test t. */
  draw(statistics: Float32Array | Float64Array): void {
    // The first rows of the order become a fresh random stream, whatever order they were in.
    shuffleStart(this.#order, this.#stream.length, this.#random);
    this.#sum();
    const { windowSize: m, testEvery } = this.#plan;
    const { rowSums, size } = this.#kernel;
    const rest = remainingRows(size, m);
    let [all, own] = [0, 0];
    for (let i = 0; i < this.#stream.length; i++) {
      all += rowSums[this.#order[i]!]!;
      own += this.#stream[i]!;
    }
    const reference = (this.#total - 2 * all + own) / (rest * (rest - 1));
    let [within, cross] = [0, 0];
    for (let i = 0; i < m; i++) {
      within += 2 * this.#before[i]!;
      cross += this.#toReference(i);
    }
    for (let first = 0; first < m; first++) {
      if (first % testEvery === 0) {
        statistics[first / testEvery] =
          reference + within / (m * (m - 1)) - (2 * cross) / (rest * m);
      }
      if (first === m - 1) return;
      within += 2 * (this.#before[first + m]! - this.#after[first]!);
      cross += this.#toReference(first + m) - this.#toReference(first);
    }
  }

  #toReference(i: number): number {
    return this.#kernel.rowSums[this.#order[i]!]! - this.#stream[i]!;
  }

  #sum(): void {
    const { matrix, size } = this.#kernel;
    const { windowSize: m } = this.#plan;
    const length = this.#stream.length;
    this.#stream.fill(0);
    this.#after.fill(0);
    this.#before.fill(0);
    for (let i = 0; i < length; i++) {
      const row = this.#order[i]! * size;
      const near = Math.min(length, i + m);
      let sum = 0;
      let j = i + 1;
      for (; j < near; j++) {
        const value = matrix[row + this.#order[j]!]!;
        sum += value;
        this.#stream[j]! += value;
        this.#before[j]! += value;
      }
      this.#after[i]! += sum;
      for (; j < length; j++) {
        const value = matrix[row + this.#order[j]!]!;
        sum += value;
        this.#stream[j]! += value;
      }
      this.#stream[i]! += sum;
    }
  }
}
