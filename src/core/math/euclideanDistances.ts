import type { PackedRows } from '../../view/projection/packRows.js';

/**
 * Rows compared with all others before the next ones are read: at 1,024 values a row they fill
 * half a megabyte, which stays in a core's second-level cache.
 */
const BLOCK = 64;

/**
 * Euclidean distances of all pairs, shape [count, count], symmetric.
 *
 * Differences are squared and summed in float64, not taken from a Gram matrix: |a|² + |b|² - 2ab
 * cancels, and the order of nearly equal neighbours would hang on its rounding.
 */
export function distanceMatrix(rows: PackedRows): Float64Array {
  const { values, count, width } = rows;
  const distances = new Float64Array(count * count);
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(count, start + BLOCK);
    for (let i = 0; i < end; i++) {
      const row = values.subarray(i * width, (i + 1) * width);
      const first = Math.max(start, i + 1);
      fillDistances(row, rows, first, end, distances.subarray(i * count, (i + 1) * count));
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) distances[i * count + j] = distances[j * count + i]!;
  }
  return distances;
}

/** Sets `out[j]` to the Euclidean distance of `row` to row `j` for `start` ≤ j < `end`. */
export function fillDistances(
  row: Float64Array,
  { values, width }: PackedRows,
  start: number,
  end: number,
  out: Float64Array,
): void {
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
      const x = row[t]!;
      const toA = x - values[a + t]!;
      const toB = x - values[b + t]!;
      const toC = x - values[c + t]!;
      const toD = x - values[d + t]!;
      sumA += toA * toA;
      sumB += toB * toB;
      sumC += toC * toC;
      sumD += toD * toD;
    }
    out[j] = Math.sqrt(sumA);
    out[j + 1] = Math.sqrt(sumB);
    out[j + 2] = Math.sqrt(sumC);
    out[j + 3] = Math.sqrt(sumD);
  }
  for (; j < end; j++) {
    let sum = 0;
    for (let t = 0; t < width; t++) {
      const difference = row[t]! - values[j * width + t]!;
      sum += difference * difference;
    }
    out[j] = Math.sqrt(sum);
  }
}
