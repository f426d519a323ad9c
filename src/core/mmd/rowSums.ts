import type { KernelSums } from './closedFormNull.js';

/**
 * Sums over each row of a pool's kernel matrix K₀ (its diagonal at zero): all that the witness and
 * the closed-form null need, without the matrix. Each of shape [n + m].
 */
export interface RowSums {
  /** Over the columns of the n reference rows. */
  readonly reference: Float32Array | Float64Array;
  /** Over the columns of the m window slots. */
  readonly live: Float32Array | Float64Array;
  /** Of squares, over all columns. */
  readonly squares: Float32Array | Float64Array;
}

/**
 * @param kernelMatrix Shape [n + m, n + m].
 * @param n Rows of the reference, which come first.
 */
export function rowSums(
  kernelMatrix: Float32Array | Float64Array,
  n: number,
): { [Sum in keyof RowSums]: Float64Array<ArrayBuffer> } {
  const size = Math.sqrt(kernelMatrix.length);
  const sums = {
    reference: new Float64Array(size),
    live: new Float64Array(size),
    squares: new Float64Array(size),
  };
  for (let i = 0; i < size; i++) sumRow(kernelMatrix, i, n, sums);
  return sums;
}

/** Sets row `i` of the sums. */
export function sumRow(
  kernelMatrix: Float32Array | Float64Array,
  i: number,
  n: number,
  sums: { reference: Float64Array; live: Float64Array; squares: Float64Array },
): void {
  const size = sums.live.length;
  let reference = 0;
  let live = 0;
  let squares = 0;
  for (let j = 0; j < size; j++) {
    const value = kernelMatrix[i * size + j]!;
    if (j < n) reference += value;
    else live += value;
    squares += value * value;
  }
  sums.reference[i] = reference;
  sums.live[i] = live;
  sums.squares[i] = squares;
}

/** The sums of the whole matrix that the closed-form null is made of. */
export function kernelSums({ reference, live, squares }: RowSums, n: number): KernelSums {
  const sums = { sumOfSquares: 0, sumOfSquaredRowSums: 0, total: 0 };
  for (let i = 0; i < live.length; i++) {
    const row = reference[i]! + live[i]!;
    sums.sumOfSquares += squares[i]!;
    sums.sumOfSquaredRowSums += row * row;
    sums.total += row;
  }
  return { ...sums, n, m: live.length - n };
}

/**
 * The witness function of MMD at each window row, left out of its own mean (Gretton et al., JMLR 13,
 * 2012, section 2.3): `w_j = mean_{x} k(x, y_j) - mean_{i≠j} k(y_i, y_j)`. The most negative are the
 * rows most unlike the reference.
 *
 * A constant added to all of K₀ but its diagonal drops out.
 *
 * @returns Shape [m].
 */
export function witnessScores({ reference, live }: RowSums, n: number): Float64Array {
  const m = live.length - n;
  return Float64Array.from({ length: m }, (_, j) => reference[n + j]! / n - live[n + j]! / (m - 1));
}
