import type { FeatureRows } from '../base/rows.js';

/** Squared Euclidean distance of row `i` of `a` to row `j` of `b`, in float64. */
export function squaredDistance(a: FeatureRows, i: number, b: FeatureRows, j: number): number {
  const { width } = a;
  const startA = i * width;
  const startB = j * width;
  let sum = 0;
  for (let c = 0; c < width; c++) {
    const difference = a.values[startA + c]! - b.values[startB + c]!;
    sum += difference * difference;
  }
  return sum;
}

/**
 * Squared Euclidean distances of row `i` of `rows` to rows `start` to `end - 1`, written to
 * `out[start]` to `out[end - 1]`. Differences are squared, not taken from a Gram matrix: equal rows
 * are at distance 0 exactly, and nothing cancels.
 */
export function squaredDistancesToRow(
  rows: FeatureRows,
  i: number,
  start: number,
  end: number,
  out: Float64Array,
): void {
  const { values, width } = rows;
  const origin = i * width;
  let j = start;
  // Four independent sums at a time, so that one addition need not wait for the one before.
  for (; j + 4 <= end; j += 4) {
    const a = j * width;
    const b = a + width;
    const c = b + width;
    const d = c + width;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let t = 0; t < width; t++) {
      const x = values[origin + t]!;
      const toA = x - values[a + t]!;
      const toB = x - values[b + t]!;
      const toC = x - values[c + t]!;
      const toD = x - values[d + t]!;
      sumA += toA * toA;
      sumB += toB * toB;
      sumC += toC * toC;
      sumD += toD * toD;
    }
    out[j] = sumA;
    out[j + 1] = sumB;
    out[j + 2] = sumC;
    out[j + 3] = sumD;
  }
  for (; j < end; j++) out[j] = squaredDistance(rows, i, rows, j);
}
