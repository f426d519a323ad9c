/**
 * NEWMA: two means of random features with different forgetting, Λ > λ; a change moves the first sooner
 * (Keriven, Garreau, Poli, "NEWMA: a new method for scalable model-free online change-point detection",
 * arXiv 1805.08061). The statistic is |z - z'|², with the features (cos ωx, sin ωx)/√m of the gaussian
 * kernel, ω drawn from N(0, I/l²). Its own threshold follows the stream: mean and variance of the statistic
 * are forgotten at a rate of .01, and an alarm is what lies as many standard deviations above the mean as a
 * normal number does once in the wanted run length.
 *
 * It compares late rows with earlier ones and needs no reference: the reference's rows are its first ones.
 */

import { rowOf } from '../../src/core/base/derivedRows.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRow } from '../../src/core/base/rows.js';
import { normalQuantile } from '../../src/core/math/normalQuantile.js';
import type { Method } from './method.js';

const FREQUENCIES = 500;

/** As windows of log(Λ/λ) / log((1 - λ)/(1 - Λ)) = 39 rows, by the paper. */
export const forgetting = { fast: 0.05, slow: 0.01 } as const;

const THRESHOLD_FORGETTING = 0.01;

export const newma: Method = {
  names: ['NEWMA'],
  usesKernel: false,
  async prepare({ rows, bandwidth }, runTime, seed) {
    const gaussian = normal(seededRandom(seed));
    const frequencies = Float64Array.from(
      { length: FREQUENCIES * rows.width },
      () => gaussian() / bandwidth,
    );
    const deviations = -normalQuantile(1 / runTime);
    const state = new NestedMeans(2 * FREQUENCIES);
    const push = (row: FeatureRow) => state.push(features(row, frequencies), deviations);
    for (let row = 0; row < rows.count; row++) push(rowOf(rows, row));
    state.keep();
    return { restart: () => state.goBack(), push: ({ row }) => [push(row)] };
  },
};

function features(row: FeatureRow, frequencies: Float64Array): Float64Array {
  const width = row.length;
  const count = frequencies.length / width;
  const scale = 1 / Math.sqrt(count);
  const found = new Float64Array(2 * count);
  for (let at = 0; at < count; at++) {
    let phase = 0;
    const start = at * width;
    for (let c = 0; c < width; c++) phase += frequencies[start + c]! * row[c]!;
    found[2 * at] = scale * Math.cos(phase);
    found[2 * at + 1] = scale * Math.sin(phase);
  }
  return found;
}

/** The two means, and what the threshold follows. */
export class NestedMeans {
  #fast: Float64Array;
  #slow: Float64Array;
  #mean = 0;
  #square = 0;
  #isFirst = true;
  #kept: { fast: Float64Array; slow: Float64Array; mean: number; square: number } | undefined;

  constructor(width: number) {
    this.#fast = new Float64Array(width);
    this.#slow = new Float64Array(width);
  }

  push(features: Float64Array, deviations: number): { statistic: number; alarms: boolean } {
    if (this.#isFirst) {
      this.#fast.set(features);
      this.#slow.set(features);
      this.#isFirst = false;
    }
    let statistic = 0;
    for (let at = 0; at < features.length; at++) {
      this.#fast[at]! += forgetting.fast * (features[at]! - this.#fast[at]!);
      this.#slow[at]! += forgetting.slow * (features[at]! - this.#slow[at]!);
      statistic += (this.#fast[at]! - this.#slow[at]!) ** 2;
    }
    const spread = Math.sqrt(Math.max(0, this.#square - this.#mean ** 2));
    const alarms = statistic > this.#mean + deviations * spread;
    this.#mean += THRESHOLD_FORGETTING * (statistic - this.#mean);
    this.#square += THRESHOLD_FORGETTING * (statistic ** 2 - this.#square);
    return { statistic, alarms };
  }

  /** What {@link goBack} goes back to. */
  keep(): void {
    this.#kept = {
      fast: this.#fast.slice(),
      slow: this.#slow.slice(),
      mean: this.#mean,
      square: this.#square,
    };
  }

  goBack(): void {
    const { fast, slow, mean, square } = this.#kept!;
    [this.#fast, this.#slow] = [fast.slice(), slow.slice()];
    [this.#mean, this.#square] = [mean, square];
  }
}
