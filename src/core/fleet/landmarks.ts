import { requireInteger } from '../base/checks.js';
import { seededRandom } from '../base/random.js';
import type { FeatureRows } from '../base/rows.js';
import type { Pause } from '../base/tasks.js';
import { fillSquared } from '../math/distances.js';

/** Landmarks of a sketch, at most: a kilobyte on the wire. */
export const LANDMARKS = 64;

interface LandmarkOptions {
  /** 1 to 64. @defaultValue 64 */
  readonly count?: number;
  readonly seed: number;
  /** Awaited every millisecond or so. */
  readonly pause: Pause;
}

/**
 * Rows of the reference that sketches are taken at, drawn by k-means++ (Arthur & Vassilvitskii, SODA 2007): the
 * first at random, each further one with a chance that grows with its squared distance to those before, so that
 * they lie in all parts of the reference, and in none of its outliers alone.
 *
 * @param features Finite.
 * @returns Numbers of different rows, in the order drawn, the same for the same seed; fewer than `count` where the
 *   reference has fewer different rows.
 * @throws {@link InvalidOptionError} for a count that is out of range.
 */
export async function chooseLandmarks(
  features: FeatureRows,
  { count = LANDMARKS, seed, pause }: LandmarkOptions,
): Promise<number[]> {
  requireInteger('count', count, 1, LANDMARKS);
  const { values, width, count: rows } = features;
  const random = seededRandom(seed);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  const distances = new Float64Array(rows);
  const landmarks: number[] = [];
  let next = Math.floor(random() * rows);
  for (;;) {
    landmarks.push(next);
    if (landmarks.length === count) return landmarks;
    let total = 0;
    for (let start = 0; start < rows; start += ROWS_PER_SLICE) {
      const end = Math.min(start + ROWS_PER_SLICE, rows);
      fillSquared(values, next * width, features, start, end, distances);
      for (let row = start; row < end; row++) {
        nearest[row] = Math.min(nearest[row]!, distances[row]!);
        total += nearest[row]!;
      }
      await pause();
    }
    if (total === 0) return landmarks;
    next = drawn(nearest, random() * total);
  }
}

/** Rows between two looks at the clock. */
const ROWS_PER_SLICE = 512;

/** The row at which the sum of weights exceeds `left`. */
function drawn(weights: Float64Array, left: number): number {
  let last = 0;
  for (const [row, weight] of weights.entries()) {
    if (weight === 0) continue;
    last = row;
    left -= weight;
    if (left < 0) break;
  }
  // Rounding may leave a little of the last one.
  return last;
}
