import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';

/** Independent standard normal rows. */
export function gaussianRows(count: number, width: number, seed: number): FeatureRows {
  const values = Float32Array.from({ length: count * width }, normal(seededRandom(seed)));
  return { values, count, width };
}
