import type { FeatureRows } from '../base/rows.js';
import { squaredDistancesToRow } from './distances.js';

/** Squared Euclidean distances of all pairs of a pool, in float64, shape [count, count]. */
export function pooledSquaredDistances(pool: FeatureRows): Float64Array<ArrayBuffer> {
  const { count } = pool;
  const squared = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    squaredDistancesToRow(pool, i, 0, i, squared.subarray(i * count));
    for (let j = 0; j < i; j++) squared[j * count + i] = squared[i * count + j]!;
  }
  return squared;
}
