import { normal } from '../../src/random/normal.js';
import { seededRandom } from '../../src/random/seededRandom.js';
import type { FeatureRows } from '../../src/rows/featureRows.js';

/** Independent standard normal rows. */
export function gaussianRows(count: number, width: number, seed: number): FeatureRows {
  const values = Float32Array.from({ length: count * width }, normal(seededRandom(seed)));
  return { values, count, width };
}
