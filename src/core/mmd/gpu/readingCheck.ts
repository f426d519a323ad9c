import { rowOf } from '../../base/derivedRows.js';
import { BackendMismatchError } from '../../base/errors.js';
import { type Random, seededRandom } from '../../base/random.js';
import type { FeatureRow, FeatureRows } from '../../base/rows.js';
import { type PcaReducer, projectRows } from '../../math/pca.js';
import type { EngineConfig } from '../engine.js';
import { measureOf } from '../kernel.js';
import { kernelFunction } from '../kernelFunction.js';
import { permutationVariance } from '../outcome.js';
import { memberBits } from '../splits.js';
import type { KernelSums } from '../statistic.js';
import type { Constants } from './parameters.js';

/** Kernel values in float32 differ from float64 by less than a hundredth of it. */
const KERNEL_TOLERANCE = 5e-5;

/** Statistics that stream in float32, likewise, after thousands of rows. */
const STATISTIC_TOLERANCE = 2e-6;

/** Values of a column of the kernel that are computed anew in main memory. */
const PROBED_VALUES = 8;

/** Rows of the reference whose sums are, at most, and what they may cost in differences of features. */
const [PROBED_ROWS, PROBE_COST] = [4, 4e6];

/**
 * A null's variance over that of the closed form. Only what is far out is wrong: where few splits carry
 * all of the variance, as with a narrow kernel and some equal rows, permutations may miss them or not.
 */
const VARIANCE_RATIOS = [1e-9, 1e4] as const;

/** Standard errors that the permutations' mean may be from 0, for the same reason. */
const MEAN_ERRORS = 50;

/** Rows of a pool whose sums in float32 are as exact as the tolerance says; more are less so. */
const EXACT_ROWS = 1_024;

/** Below, permutations differ by rounding, and their variance says nothing. */
const LEAST_DEVIATION = 1e-6;

/**
 * Whether a device computed what it was told to, by what main memory knows anyway. Devices, drivers and
 * browsers lose buffers, skip work and give zeros without an error; what they give then must not become
 * a p-value.
 *
 * - Of each kernel column that is new some values are computed from the rows as they were meant.
 * - The statistic of the window follows from the sums over the kernel's rows.
 * - The statistics of all splits are linear in the kernel matrix, and so is their weighted sum: it is
 *   followed from column to column, with as many additions as a column has values.
 * - After a first recomputation, which has nothing to follow, the permutations must have the mean and,
 *   roughly, the variance that their closed form says.
 */
export class ReadingCheck {
  readonly #constants: Constants;
  readonly #reference: FeatureRows;
  readonly #projection: PcaReducer | undefined;
  readonly #kernelOf: (distance: number) => number;
  readonly #isSquared: boolean;
  readonly #sums: WeightedSum;
  readonly #random: Random = seededRandom(1);

  constructor(config: EngineConfig, constants: Constants) {
    const { reference, projection, kernel, bandwidth } = config;
    this.#constants = constants;
    this.#reference = reference;
    this.#projection = projection;
    this.#kernelOf = kernelFunction(kernel, bandwidth);
    this.#isSquared = measureOf(kernel) === 'squared';
    this.#sums = new WeightedSum(config, constants);
  }

  /** A slot's column of the kernel matrix is replaced; to be called before it is. */
  follow(slot: number, change: Float64Array): void {
    this.#sums.follow(slot, change);
  }

  /**
   * @param row What should lie in the slot, as the window keeps it.
   * @param column What the device computed of it, shape [n + m].
   * @throws {@link BackendMismatchError}
   */
  requireColumn(row: FeatureRow, column: ArrayLike<number>): void {
    // One that holds a NaN is left out, whatever was computed of it.
    if (!row.every(Number.isFinite)) return;
    const meant = this.#projected(row);
    for (let i = 0; i < PROBED_VALUES; i++) {
      const j = this.#drawn();
      this.#require('a kernel value', column[j]!, this.#kernelValue(meant, j), KERNEL_TOLERANCE);
    }
  }

  /**
   * @param sums Over the reference's columns of each of its rows.
   * @throws {@link BackendMismatchError}
   */
  requireReference(sums: ArrayLike<number>): void {
    const { count, width } = this.#reference;
    const affordable = Math.ceil(PROBE_COST / (count * width));
    for (let i = 0; i < Math.min(PROBED_ROWS, count, affordable); i++) {
      const at = this.#drawn();
      let sum = 0;
      for (let j = 0; j < count; j++) {
        if (j !== at) sum += this.#kernelValue(rowOf(this.#reference, at), j);
      }
      this.#require('a sum of kernel values', sums[at]!, sum, KERNEL_TOLERANCE * count);
    }
  }

  /**
   * @param isRecomputed Whether the statistics were computed anew.
   * @param observed The statistic of the window in float64.
   * @throws {@link BackendMismatchError}
   */
  requireStatistics(
    statistics: ArrayLike<number>,
    isRecomputed: boolean,
    observed: number,
    sums: KernelSums,
  ): void {
    // Of rows too far apart for float32: said elsewhere, and no fault of the device.
    if (!Number.isFinite(observed)) {
      this.#sums.expected = undefined;
      return;
    }
    const rounding = STATISTIC_TOLERANCE * Math.max(1, this.#constants.size / EXACT_ROWS);
    const tolerance = rounding * Math.max(1, 2 * Math.abs(observed));
    this.#require('the statistic', statistics[0]!, observed, tolerance);
    const { sum, weight } = this.#sums.of(statistics);
    const { expected } = this.#sums;
    if (expected === undefined) this.#requireNull(statistics, sums);
    else this.#require('the sum of all statistics', sum, expected, tolerance * weight);
    if (isRecomputed) this.#sums.expected = sum;
  }

  #requireNull(statistics: ArrayLike<number>, sums: KernelSums): void {
    const variance = permutationVariance(sums);
    const count = statistics.length - 1;
    if (count < 20 || variance < LEAST_DEVIATION ** 2) return;
    let [mean, squares] = [0, 0];
    for (let i = 1; i <= count; i++) {
      mean += statistics[i]! / count;
      squares += statistics[i]! ** 2 / count;
    }
    const deviation = Math.sqrt(variance);
    this.#require(
      'the mean of the permutations',
      mean,
      0,
      (MEAN_ERRORS * deviation) / Math.sqrt(count),
    );
    const [least, most] = VARIANCE_RATIOS;
    const ratio = (squares - mean * mean) / variance;
    const middle = (least + most) / 2;
    this.#require('the variance of the permutations', ratio, middle, middle - least);
  }

  #require(what: string, found: number, expected: number, tolerance: number): void {
    if (Math.abs(found - expected) <= tolerance) return;
    throw new BackendMismatchError(
      `The GPU computed wrongly: ${what} came out as ${found}, and ${expected} was expected.`,
    );
  }

  /** A row of the reference, at random. */
  #drawn(): number {
    return Math.floor(this.#random() * this.#reference.count);
  }

  #projected(row: FeatureRow): FeatureRow {
    if (!this.#projection) return row;
    return projectRows(this.#projection, { values: row, count: 1, width: row.length }).values;
  }

  /** Of a row and one of the reference, less what the device takes off. */
  #kernelValue(row: FeatureRow, at: number): number {
    const other = rowOf(this.#reference, at);
    let distance = 0;
    for (let t = 0; t < row.length; t++) {
      const gap = row[t]! - other[t]!;
      distance += this.#isSquared ? gap * gap : Math.abs(gap);
    }
    return this.#kernelOf(distance) - this.#constants.shift;
  }
}

/**
 * Σ w_k t_k over the statistics t of all splits k. With d the change of the column of pool row p, and
 * the weights of `MmdWeights`, it grows by
 *
 *     2 within Σ_j C_pj d_j - rows (Σ_j c_j d_j + c_p Σ d) + 2 total Σ w Σ d,
 *     C_pj = Σ w_k [p, j ∈ G_k],  c_j = Σ w_k [j ∈ G_k].
 *
 * Weights of 1 and 3, drawn at random: statistics that changed their places do not have the same sum, and
 * what is added to all of them does not cancel.
 */
class WeightedSum {
  /** By the columns so far; undefined before a first recomputation. */
  expected: number | undefined;
  readonly #config: EngineConfig;
  readonly #constants: Constants;
  readonly #members: Uint32Array;
  readonly #weights: Uint8Array;
  readonly #weight: number;
  /** c, shape [n + m]. */
  readonly #single: Float64Array;
  /** Rows of C, by slot; computed when they are needed. */
  readonly #pairs: Float64Array[] = [];

  constructor(config: EngineConfig, constants: Constants) {
    const { splits } = config;
    this.#config = config;
    this.#constants = constants;
    this.#members = memberBits(splits);
    const random = seededRandom(2);
    this.#weights = Uint8Array.from({ length: splits.count }, () => (random() < 0.5 ? 1 : 3));
    this.#weight = this.#weights.reduce((sum, weight) => sum + weight, 0);
    this.#single = new Float64Array(splits.poolSize);
    splits.positions.forEach((position, at) => {
      this.#single[position]! += this.#weights[Math.floor(at / splits.groupSize)]!;
    });
  }

  of(statistics: ArrayLike<number>): { readonly sum: number; readonly weight: number } {
    let sum = 0;
    for (let k = 0; k < statistics.length; k++) sum += this.#weights[k]! * statistics[k]!;
    return { sum, weight: this.#weight };
  }

  follow(slot: number, change: Float64Array): void {
    if (this.expected === undefined) return;
    this.#pairs[slot] ??= this.#pairsOf(slot);
    const pairs = this.#pairs[slot];
    let [all, members, together] = [0, 0, 0];
    for (let j = 0; j < change.length; j++) {
      const d = change[j]!;
      all += d;
      members += this.#single[j]! * d;
      together += pairs[j]! * d;
    }
    const { within, rows, total, referenceSize } = this.#constants;
    const own = this.#single[referenceSize + slot]!;
    this.expected +=
      2 * within * together - rows * (members + own * all) + 2 * total * this.#weight * all;
  }

  #pairsOf(slot: number): Float64Array {
    const { positions, groupSize, poolSize, count } = this.#config.splits;
    const position = this.#constants.referenceSize + slot;
    const word = (position >> 5) * count;
    const bit = 1 << (position & 31);
    const pairs = new Float64Array(poolSize);
    for (let k = 0; k < count; k++) {
      if (!(this.#members[word + k]! & bit)) continue;
      for (let at = k * groupSize; at < (k + 1) * groupSize; at++) {
        pairs[positions[at]!]! += this.#weights[k]!;
      }
    }
    return pairs;
  }
}
