import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';

/** Independent normal rows of variance 1, the same for the same seed. */
export function gaussianRows(seed: number, count: number, width: number, mean = 0): number[][] {
  const next = normal(seededRandom(seed));
  return Array.from({ length: count }, () => Array.from({ length: width }, () => mean + next()));
}
