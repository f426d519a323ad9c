/**
 * MMDEW: the stream in windows of 1, 2, 4, … rows, the youngest smallest; two of one size become one. At each
 * row the rows before and after each border are compared (Kalinke, Heyden, Gntuni, Fouché, Böhm, "Maximum mean
 * discrepancy on exponential windows for online change detection", arXiv 2205.12706). A window keeps the sum
 * of its kernel values, those with each older window, and a random sample of its rows, logarithmic in its
 * size, with which later rows are compared. Means are over the pairs that were computed; m² such pairs before
 * a border and n² after it count as m and n rows, and an alarm is
 *
 *     MMD_b > √(1/m + 1/n) (1 + √(2 log 1/α)),
 *
 * the bound of Gretton et al., "A kernel two-sample test", JMLR 13, 2012, theorem 7; α is one in the wanted run
 * length. What is kept is MMD_b / √(1/m + 1/n), the largest of all borders.
 *
 * It needs no reference: the reference's rows are its first ones.
 */

import { rowOf } from '../../src/core/base/derivedRows.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { FeatureRow } from '../../src/core/base/rows.js';
import { kernelFunction } from '../../src/core/mmd/kernelFunction.js';
import type { Method } from './method.js';

export const mmdew = mmdewOf('MMDEW', (size) => Math.max(1, Math.log2(size)));

/** Each window keeps all of its rows: sums are exact, at a cost that grows with the stream. */
export const exactMmdew = mmdewOf('MMDEW, all rows kept', (size) => size);

function mmdewOf(name: string, sampled: (size: number) => number): Method {
  return {
    names: [name],
    usesKernel: false,
    async prepare({ rows, bandwidth }, runTime, seed) {
      const kernelOf = kernelFunction('gaussian', bandwidth);
      const threshold = 1 + Math.sqrt(2 * Math.log(runTime));
      const kernel = (a: FeatureRow, b: FeatureRow): number => kernelOf(squaredDistance(a, b));
      const windows = new ExponentialWindows(kernel, seededRandom(seed), sampled);
      for (let row = 0; row < rows.count; row++) windows.push(rowOf(rows, row));
      windows.keep();
      return {
        restart: () => windows.goBack(),
        push({ row }, isRead) {
          windows.push(row);
          const statistic = isRead ? windows.largest() : 0;
          return [{ statistic, alarms: statistic > threshold }];
        },
      };
    },
  };
}

function squaredDistance(a: FeatureRow, b: FeatureRow): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += (a[c]! - b[c]!) ** 2;
  return sum;
}

/** A sum of kernel values, and of how many pairs. */
interface Sum {
  readonly values: number;
  readonly pairs: number;
}

interface Window {
  readonly size: number;
  /** Over pairs, those of a row with itself included. */
  readonly within: Sum;
  /** With older windows, the oldest first. */
  readonly toOlder: readonly Sum[];
  readonly sample: readonly FeatureRow[];
}

const NOTHING: Sum = { values: 0, pairs: 0 };

const added = (a: Sum, b: Sum, times = 1): Sum => ({
  values: a.values + times * b.values,
  pairs: a.pairs + times * b.pairs,
});

/** All rows of a stream, in windows. */
export class ExponentialWindows {
  readonly #kernel: (a: FeatureRow, b: FeatureRow) => number;
  readonly #random: Random;
  readonly #sampled: (size: number) => number;
  /** The oldest first. */
  #windows: readonly Window[] = [];
  #kept: readonly Window[] = [];

  /** @param sampled Rows that a window of this size keeps. */
  constructor(
    kernel: (a: FeatureRow, b: FeatureRow) => number,
    random: Random,
    sampled: (size: number) => number,
  ) {
    this.#kernel = kernel;
    this.#random = random;
    this.#sampled = sampled;
  }

  push(row: FeatureRow): void {
    const toOlder = this.#windows.map(({ sample }) => ({
      values: sample.reduce((before, other) => before + this.#kernel(row, other), 0),
      pairs: sample.length,
    }));
    const windows = [...this.#windows];
    let latest: Window = { size: 1, within: { values: 1, pairs: 1 }, toOlder, sample: [row] };
    while (windows.at(-1)?.size === latest.size) latest = this.#joined(windows.pop()!, latest);
    this.#windows = [...windows, latest];
  }

  #joined(older: Window, newer: Window): Window {
    const size = older.size + newer.size;
    const sample = [...older.sample, ...newer.sample];
    while (sample.length > this.#sampled(size)) {
      sample.splice(Math.floor(this.#random() * sample.length), 1);
    }
    return {
      size,
      within: added(added(older.within, newer.within), newer.toOlder.at(-1)!, 2),
      toOlder: older.toOlder.map((sum, at) => added(sum, newer.toOlder[at]!)),
      sample,
    };
  }

  /** Biased MMD of what lies before and after a border, by √(1/m + 1/n): the largest of all borders. */
  largest(): number {
    const windows = this.#windows;
    const within = (from: number, to: number): Sum => {
      let sum = NOTHING;
      for (let at = from; at < to; at++) {
        sum = added(sum, windows[at]!.within);
        for (let older = from; older < at; older++)
          sum = added(sum, windows[at]!.toOlder[older]!, 2);
      }
      return sum;
    };
    const mean = ({ values, pairs }: Sum): number => values / pairs;
    let largest = 0;
    const end = windows.length;
    const all = within(0, end);
    for (let border = 1; border < end; border++) {
      const [before, after] = [within(0, border), within(border, end)];
      const across = added(added(all, before, -1), after, -1);
      const squared = mean(before) + mean(after) - 2 * mean(across);
      const scale = 1 / Math.sqrt(before.pairs) + 1 / Math.sqrt(after.pairs);
      largest = Math.max(largest, Math.sqrt(Math.max(0, squared) / scale));
    }
    return largest;
  }

  /** What {@link goBack} goes back to. */
  keep(): void {
    this.#kept = this.#windows;
  }

  goBack(): void {
    this.#windows = this.#kept;
  }
}
