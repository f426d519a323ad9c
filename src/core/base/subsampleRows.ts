import { seededRandom } from './random.js';
import type { FeatureRows } from './rows.js';

/**
 * A random subset of rows, each as likely as any other, in their old order: reservoir sampling
 * (Vitter, "Random Sampling with a Reservoir", ACM Transactions on Mathematical Software 11, 1985,
 * algorithm R).
 *
 * @returns The rows themselves where they are no more than `limit`.
 */
export function subsampleRows(rows: FeatureRows, limit: number, seed: number): FeatureRows {
  const { values, count, width } = rows;
  if (count <= limit) return rows;
  const random = seededRandom(seed);
  const kept = Int32Array.from({ length: limit }, (_, index) => index);
  for (let index = limit; index < count; index++) {
    const slot = Math.floor(random() * (index + 1));
    if (slot < limit) kept[slot] = index;
  }
  const subset = new Float32Array(limit * width);
  kept.sort().forEach((index, position) => {
    subset.set(values.subarray(index * width, (index + 1) * width), position * width);
  });
  return { values: subset, count: limit, width };
}
