/**
 * Rows in few coordinates, each of which has mean 0 and variance 1 over the reference and tells nothing of the
 * others: the features by random signs, less their mean, by the inverse of the Cholesky factor of their covariance.
 * What differs between two sets of rows hardly suffers by so many random sums of features, and their covariance can
 * be told from a reference of a few hundred rows (Durrant & Kabán, "Compressed Fisher Linear Discriminant Analysis",
 * KDD 2010).
 */

import { seededRandom } from '../random.js';

/** Random sums of the features; of small references a fourth of their rows. */
const SUMS = 64;

/** Of the mean variance, added to each: sums of a reference of few kinds may follow from each other. */
const RIDGE = 1e-8;

const SEED = 1;

type Rows = readonly ArrayLike<number>[];

export class Whitening {
  /** Shape [rows, sums]. */
  readonly reference: readonly (readonly number[])[];
  /** By feature, -1 or 1 for each sum. */
  readonly #signs: readonly Int8Array[];
  readonly #mean: readonly number[];
  /** Lower triangular, shape [sums, sums]. */
  readonly #factor: readonly Float64Array[];

  /** @param reference At least 8 rows of the same width. */
  constructor(reference: Rows) {
    const count = Math.min(SUMS, Math.floor(reference.length / 4));
    const random = seededRandom(SEED);
    this.#signs = Array.from({ length: reference[0]!.length }, () =>
      Int8Array.from({ length: count }, () => (random() < 0.5 ? -1 : 1)),
    );
    const sums = reference.map((row) => this.#sumsOf(row));
    const mean = Array.from(
      { length: count },
      (_, c) => sums.reduce((all, row) => all + row[c]!, 0) / sums.length,
    );
    this.#mean = mean;
    this.#factor = cholesky(covarianceOf(sums, mean));
    this.reference = sums.map((row) => this.#whiten(row));
  }

  /** @returns Shape [rows, sums]. */
  of(rows: Rows): number[][] {
    return rows.map((row) => this.#whiten(this.#sumsOf(row)));
  }

  #whiten(sums: Float64Array): number[] {
    const whitened: number[] = [];
    for (const [c, weights] of this.#factor.entries()) {
      let value = sums[c]! - this.#mean[c]!;
      for (let before = 0; before < c; before++) value -= weights[before]! * whitened[before]!;
      whitened.push(value / weights[c]!);
    }
    return whitened;
  }

  #sumsOf(row: ArrayLike<number>): Float64Array {
    const sums = new Float64Array(this.#signs[0]!.length);
    for (const [feature, signs] of this.#signs.entries()) {
      const value = row[feature]!;
      for (let c = 0; c < sums.length; c++) sums[c]! += signs[c]! * value;
    }
    return sums;
  }
}

function covarianceOf(rows: readonly Float64Array[], mean: readonly number[]): Float64Array[] {
  const covariance = mean.map(() => new Float64Array(mean.length));
  for (const row of rows) {
    for (const [c, line] of covariance.entries()) {
      const off = (row[c]! - mean[c]!) / rows.length;
      for (let d = 0; d <= c; d++) line[d]! += off * (row[d]! - mean[d]!);
    }
  }
  const ridge = (RIDGE * covariance.reduce((sum, line, c) => sum + line[c]!, 0)) / mean.length;
  covariance.forEach((line, c) => {
    line[c]! += ridge;
  });
  return covariance;
}

/** @param matrix Positive definite; only its lower triangle is read. */
function cholesky(matrix: readonly Float64Array[]): Float64Array[] {
  const factor = matrix.map((line) => new Float64Array(line.length));
  for (const [row, line] of factor.entries()) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row]![column]!;
      const other = factor[column]!;
      for (let k = 0; k < column; k++) value -= line[k]! * other[k]!;
      line[column] =
        column === row ? Math.sqrt(Math.max(value, Number.MIN_VALUE)) : value / other[column]!;
    }
  }
  return factor;
}
