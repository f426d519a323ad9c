/**
 * Distances of all rows to all others at once: for the test that recomputes everything, and for maps.
 * Apart from `distances.ts`, which a page loads at once.
 */

import type { FeatureRows } from '../base/rows.js';
import { type DistanceMeasure, distancesToRow, fillSquared } from './distances.js';

/**
 * Rows compared with all others before the next ones are read: at 1,024 values a row they fill
 * half a megabyte, which stays in a core's second-level cache.
 */
const BLOCK = 64;

/** Euclidean distances of all pairs, shape [count, count], symmetric. */
export function distanceMatrix(rows: FeatureRows): Float64Array {
  const { count } = rows;
  const distances = new Float64Array(count * count);
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(count, start + BLOCK);
    for (let i = 0; i < end; i++) {
      const first = Math.max(start, i + 1);
      distancesToRow(
        'squared',
        rows,
        i,
        first,
        end,
        distances.subarray(i * count, (i + 1) * count),
      );
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(distances[j * count + i]!);
      distances[j * count + i] = distance;
      distances[i * count + j] = distance;
    }
  }
  return distances;
}

/** Distances of all pairs of a pool by this measure, shape [count, count]. */
export function pooledDistances(
  pool: FeatureRows,
  measure: DistanceMeasure,
): Float64Array<ArrayBuffer> {
  const { count } = pool;
  const distances = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    distancesToRow(measure, pool, i, 0, i, distances.subarray(i * count));
    for (let j = 0; j < i; j++) distances[j * count + i] = distances[i * count + j]!;
  }
  return distances;
}

/** Euclidean distances of one row, shape [width], to all rows. */
export function distancesFrom(row: Float64Array, rows: FeatureRows): Float64Array {
  const distances = new Float64Array(rows.count);
  fillSquared(row, 0, rows, 0, rows.count, distances);
  for (let j = 0; j < rows.count; j++) distances[j] = Math.sqrt(distances[j]!);
  return distances;
}
