import type { FeatureRows } from '../base/rows.js';
import { distance } from '../math/distances.js';
import { normalQuantile } from '../math/normalQuantile.js';
import { type Kernel, measureOf } from '../mmd/kernel.js';
import { kernelFunction } from '../mmd/kernelFunction.js';

/** How far a window's inputs are from the reference, and how sure that is. */
export interface DriftSize {
  /** Unbiased MMD², below 0 now and then where nothing changed. */
  readonly mmd2: number;
  /** Its standard error. */
  readonly deviation: number;
  /** Rows of the window. */
  readonly inputs: number;
  /** Degrees of freedom of its standard error. */
  readonly freedom: number;
}

/** Rows of a reference, and what of their kernel values does not depend on the window. */
export interface MeasuredReference {
  readonly rows: FeatureRows;
  readonly kernel: Kernel;
  readonly bandwidth: number;
  /** For each row, the sum of its kernel values with the others, shape [count]. */
  readonly sums: Float64Array;
}

/** @param rows At least 3; count² kernel values are computed. */
export function measuredReference(
  rows: FeatureRows,
  kernel: Kernel,
  bandwidth: number,
): MeasuredReference {
  const kernelOf = kernelFunction(kernel, bandwidth);
  const measure = measureOf(kernel);
  const sums = new Float64Array(rows.count);
  for (let i = 1; i < rows.count; i++) {
    for (let j = 0; j < i; j++) {
      const value = kernelOf(distance(measure, rows, i, rows, j));
      sums[i]! += value;
      sums[j]! += value;
    }
  }
  return { rows, kernel, bandwidth, sums };
}

/**
 * MMD² of a window and its standard error, by the jackknife for two samples (Arvesen, "Jackknifing U-statistics", Annals of
 * Mathematical Statistics 40, 1969): where the two differ the statistic is normal in large samples (Gretton et al., "A
 * Kernel Two-Sample Test", JMLR 13, 2012, corollary 16), and where they hardly do, the jackknife errs to the safe side
 * (Efron & Stein, Annals of Statistics 9, 1981).
 *
 * @param window At least 3 rows, finite, as wide as the reference's.
 */
export function driftSize(reference: MeasuredReference, window: FeatureRows): DriftSize {
  const { rows, kernel, bandwidth, sums } = reference;
  const kernelOf = kernelFunction(kernel, bandwidth);
  const measure = measureOf(kernel);
  const [n, m] = [rows.count, window.count];
  const toReference = new Float64Array(m);
  const toWindow = new Float64Array(n);
  const within = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < n; i++) {
      const value = kernelOf(distance(measure, rows, i, window, j));
      toReference[j]! += value;
      toWindow[i]! += value;
    }
    for (let other = 0; other < j; other++) {
      const value = kernelOf(distance(measure, window, j, window, other));
      within[j]! += value;
      within[other]! += value;
    }
  }
  const ofReference = sumOf(sums);
  const ofWindow = sumOf(within);
  const between = sumOf(toReference);
  const mmd2 = ofReference / (n * (n - 1)) + ofWindow / (m * (m - 1)) - (2 * between) / (n * m);
  const withoutReferenceRow = sums.map(
    (sum, i) =>
      (ofReference - 2 * sum) / ((n - 1) * (n - 2)) -
      (2 * (between - toWindow[i]!)) / ((n - 1) * m),
  );
  const withoutInput = within.map(
    (sum, j) =>
      (ofWindow - 2 * sum) / ((m - 1) * (m - 2)) -
      (2 * (between - toReference[j]!)) / (n * (m - 1)),
  );
  const variance = jackknifed(withoutReferenceRow) + jackknifed(withoutInput);
  return { mmd2, deviation: Math.sqrt(variance), inputs: m, freedom: Math.min(n, m) - 1 };
}

/**
 * One-sided bounds of MMD², each wrong with a probability of `level` or so.
 *
 * @param level Above 0, below .5.
 */
export function driftBounds(
  { mmd2, deviation, freedom }: DriftSize,
  level: number,
): readonly [low: number, high: number] {
  const z = normalQuantile(1 - level);
  // Student's quantile, by the first terms of its expansion (Abramowitz & Stegun, 26.7.5).
  const t =
    z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
  return [mmd2 - t * deviation, mmd2 + t * deviation];
}

function jackknifed(values: Float64Array): number {
  const mean = sumOf(values) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return (squares * (values.length - 1)) / values.length;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
