/**
 * Euclidean distances of feature rows, and the median that a kernel's bandwidth follows from.
 *
 * Differences are squared and summed in float64, not taken from a Gram matrix: |a|² + |b|² - 2ab
 * cancels. Equal rows are at distance 0 exactly, and the order of near neighbours does not hang on
 * rounding.
 */

import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';

/**
 * The median heuristic for the bandwidth: the lower median of the Euclidean distances of all
 * pairs i < j of rows (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 8).
 * Exact, in float64, by selection instead of a sort.
 *
 * @throws {@link InvalidFeaturesError} if more than half of the pairs coincide.
 */
export async function medianDistance(
  rows: FeatureRows,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const { count } = rows;
  const pause = timeSlices(options.signal);
  const squared = new Float64Array((count * (count - 1)) / 2);
  let pairs = 0;
  for (let i = 1; i < count; i++) {
    squaredDistancesToRow(rows, i, 0, i, squared.subarray(pairs));
    pairs += i;
    await pause();
  }
  return lowerMedianDistance(squared);
}

/**
 * The lower median of the whole pooled distance matrix, its zero diagonal included:
 * `sorted[(N² - 1) >> 1]`, TorchDrift's rule.
 *
 * @param squared Shape [N, N], squared distances; reordered.
 */
export const pooledMedianDistance: (squared: Float32Array | Float64Array) => number =
  lowerMedianDistance;

function lowerMedianDistance(squared: Float32Array | Float64Array): number {
  const median = Math.sqrt(selectKth(squared, (squared.length - 1) >> 1));
  if (median > 0) return median;
  throw new InvalidFeaturesError(
    'The median distance between rows is 0: more than half of the pairs are equal, so no kernel ' +
      'bandwidth follows from them. Give rows that differ, or set `bandwidth` to a number.',
  );
}

/**
 * Squared Euclidean distances of row `i` of `rows` to rows `start` to `end - 1`, written to
 * `out[start]` to `out[end - 1]`.
 */
export function squaredDistancesToRow(
  rows: FeatureRows,
  i: number,
  start: number,
  end: number,
  out: Float64Array,
): void {
  fillSquared(rows.values, i * rows.width, rows, start, end, out);
}

/** Sets `out[j]` to the squared distance of the row at `origin` of `from` to row `j` of `rows`. */
export function fillSquared(
  from: FeatureRows['values'],
  origin: number,
  { values, width }: FeatureRows,
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
      const x = from[origin + t]!;
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
  for (; j < end; j++) out[j] = squaredBetween(from, origin, values, j * width, width);
}

/** Squared Euclidean distance of row `i` of `a` to row `j` of `b`. */
export function squaredDistance(a: FeatureRows, i: number, b: FeatureRows, j: number): number {
  return squaredBetween(a.values, i * a.width, b.values, j * b.width, a.width);
}

function squaredBetween(
  a: FeatureRows['values'],
  startA: number,
  b: FeatureRows['values'],
  startB: number,
  width: number,
): number {
  let sum = 0;
  for (let t = 0; t < width; t++) {
    const difference = a[startA + t]! - b[startB + t]!;
    sum += difference * difference;
  }
  return sum;
}

/**
 * The k-th smallest value (k from 0), exactly, in linear time on average: quickselect with the
 * median of three as pivot (Hoare, "Algorithm 65: Find", CACM 4, 1961). Reorders `values`.
 */
export function selectKth(values: Float32Array | Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left <= right) {
        const swapped = values[left]!;
        values[left++] = values[right]!;
        values[right--] = swapped;
      }
    }
    if (k <= right) high = right;
    else if (k >= left) low = left;
    else break;
  }
  return values[k]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
