/**
 * MMDEW: the stream in windows of 1, 2, 4, … rows, the youngest smallest; two of one size become one. At each
 * row the rows before and after each border are compared (Kalinke, Heyden, Gntuni, Fouché, Böhm, "Maximum mean
 * discrepancy on exponential windows for online change detection", arXiv 2205.12706). A window keeps the sum
 * of its kernel values, those with each older window, and a random sample of its rows, logarithmic in its
 * size, with which later rows are compared. With m rows before a border and n after it an alarm is
 *
 *     MMD_b > √(1/m + 1/n) (1 + √(2 log 1/α)),
 *
 * the bound of Gretton et al., "A kernel two-sample test", JMLR 13, 2012, theorem 7; α is one in the wanted run
 * length. What is kept is MMD_b / √(1/m + 1/n), the largest of all borders.
 *
 * It needs no reference: the reference's rows are its first ones.
 */
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { type FeatureRow, rowOf } from '../../src/core/base/rows.js';
import { kernelFunction } from '../../src/core/mmd/kernel.js';
import type { Method } from './method.js';

export const mmdew = mmdewOf('MMDEW', (size) => 1 + Math.log2(size));

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

interface Window {
  readonly size: number;
  /** Sum of the kernel over all pairs, those of a row with itself included. */
  readonly within: number;
  /** Sums of the kernel with older windows, the oldest first. */
  readonly toOlder: readonly number[];
  readonly sample: readonly FeatureRow[];
}

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
    const toOlder = this.#windows.map(({ size, sample }) => {
      const sum = sample.reduce((before, other) => before + this.#kernel(row, other), 0);
      return (size * sum) / sample.length;
    });
    const windows = [...this.#windows];
    let latest: Window = { size: 1, within: 1, toOlder, sample: [row] };
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
      within: older.within + newer.within + 2 * newer.toOlder.at(-1)!,
      toOlder: older.toOlder.map((sum, at) => sum + newer.toOlder[at]!),
      sample,
    };
  }

  /** Biased MMD of what lies before and after a border, by √(1/m + 1/n): the largest of all borders. */
  largest(): number {
    const windows = this.#windows;
    const size = (from: number, to: number) =>
      windows.slice(from, to).reduce((sum, one) => sum + one.size, 0);
    const within = (from: number, to: number) => {
      let sum = 0;
      for (let at = from; at < to; at++) {
        sum += windows[at]!.within;
        for (let older = from; older < at; older++) sum += 2 * windows[at]!.toOlder[older]!;
      }
      return sum;
    };
    let largest = 0;
    const end = windows.length;
    const all = within(0, end);
    for (let border = 1; border < end; border++) {
      const [m, n] = [size(0, border), size(border, end)];
      const [before, after] = [within(0, border), within(border, end)];
      const across = all - before - after;
      const squared = before / (m * m) + after / (n * n) - across / (m * n);
      largest = Math.max(largest, Math.sqrt(Math.max(0, squared) / (1 / m + 1 / n)));
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
