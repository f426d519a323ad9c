/**
 * Distances of feature rows, and the median that a kernel's bandwidth follows from.
 *
 * Differences are squared and summed in float64, not taken from a Gram matrix: |a|² + |b|² - 2ab
 * cancels. Equal rows are at distance 0 exactly, and the order of near neighbours does not hang on
 * rounding.
 */

import { InvalidFeaturesError } from '../base/errors.js';
import { seededRandom } from '../base/random.js';
import type { FeatureRows } from '../base/rows.js';
import type { Pause } from '../base/tasks.js';

/**
 * The lower median, `sorted[(count - 1) >> 1]`, of distances, by selection instead of a sort.
 *
 * @param distances By this measure; reordered.
 * @param pause Awaited now and then, so that the page stays alive.
 * @returns As a distance: of squares the root.
 * @throws {@link InvalidFeaturesError} if it is 0: more than half of the pairs coincide.
 */
export async function lowerMedianDistance(
  distances: Float32Array | Float64Array,
  measure: DistanceMeasure,
  pause?: Pause,
): Promise<number> {
  return requireMedian(await lowerMedian(distances, measure, pause));
}

/** {@link lowerMedianDistance}, or 0. */
export async function lowerMedian(
  distances: Float32Array | Float64Array,
  measure: DistanceMeasure,
  pause?: Pause,
): Promise<number> {
  const median = await selected(distances, (distances.length - 1) >> 1, pause);
  return measure === 'squared' ? Math.sqrt(median) : median;
}

/** The k-th smallest value, k from 0; reorders them. */
export async function selected(
  values: Float32Array | Float64Array,
  k: number,
  pause: Pause | undefined,
): Promise<number> {
  const steps = selection(values, k);
  let step = steps.next();
  while (!step.done) {
    await pause?.();
    step = steps.next();
  }
  return step.value;
}

/** @throws {@link InvalidFeaturesError} for a median distance of 0. */
export function requireMedian(median: number): number {
  if (median > 0) return median;
  throw new InvalidFeaturesError(
    'The median distance between rows is 0: more than half of the pairs are equal, so no kernel ' +
      'bandwidth follows from them. Give rows that differ, or set `bandwidth` to a number.',
  );
}

/** How far two rows are apart: the square of the Euclidean distance, or the sum of absolute differences. */
export type DistanceMeasure = 'squared' | 'absolute';

/**
 * Distances of pairs of rows drawn at random by a fixed seed, for what need not be precise: rows in an
 * order, of a video or by classes, are closer to their neighbours than to others.
 *
 * @param rows At least 2.
 */
export function distancesOfPairs(
  measure: DistanceMeasure,
  rows: FeatureRows,
  pairs: number,
): Float64Array {
  const { count } = rows;
  const random = seededRandom(0);
  return Float64Array.from({ length: pairs }, () => {
    const i = Math.floor(random() * count);
    const j = (i + 1 + Math.floor(random() * (count - 1))) % count;
    return distance(measure, rows, i, rows, j);
  });
}

/** Sets `out[j]`, for `start` ≤ j < `end`, to the distance of row `i` of `rows` to its row j. */
export function distancesToRow(
  measure: DistanceMeasure,
  rows: FeatureRows,
  i: number,
  start: number,
  end: number,
  out: Float64Array,
): void {
  const fill = measure === 'squared' ? fillSquared : fillAbsolute;
  fill(rows.values, i * rows.width, rows, start, end, out);
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

function fillAbsolute(
  from: FeatureRows['values'],
  origin: number,
  { values, width }: FeatureRows,
  start: number,
  end: number,
  out: Float64Array,
): void {
  for (let j = start; j < end; j++) {
    out[j] = absoluteBetween(from, origin, values, j * width, width);
  }
}

/** The distance of row `i` of `a` to row `j` of `b`. */
export function distance(
  measure: DistanceMeasure,
  a: FeatureRows,
  i: number,
  b: FeatureRows,
  j: number,
): number {
  const between = measure === 'squared' ? squaredBetween : absoluteBetween;
  return between(a.values, i * a.width, b.values, j * b.width, a.width);
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

function absoluteBetween(
  a: FeatureRows['values'],
  startA: number,
  b: FeatureRows['values'],
  startB: number,
  width: number,
): number {
  let sum = 0;
  for (let t = 0; t < width; t++) sum += Math.abs(a[startA + t]! - b[startB + t]!);
  return sum;
}

/**
 * The k-th smallest value (k from 0), exactly, in linear time on average: quickselect with the
 * median of three as pivot (Hoare, "Algorithm 65: Find", CACM 4, 1961). Reorders `values`.
 */
export function selectKth(values: Float32Array | Float64Array, k: number): number {
  const steps = selection(values, k);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Comparisons of a selection between two pauses. */
const COMPARISONS = 50_000;

function* selection(values: Float32Array | Float64Array, k: number): Generator<void, number> {
  let low = 0;
  let high = values.length - 1;
  let compared = 0;
  while (low < high) {
    let done = 0;
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
      const now = left - low + high - right;
      compared += now - done;
      done = now;
      if (compared > COMPARISONS) {
        compared = 0;
        yield;
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
