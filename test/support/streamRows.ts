import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';

/** Independent normal rows of variance 1, each value's mean at `shift`. */
export function streamRows(
  seed: number,
  count: number,
  width: number,
  shift = 0,
): Float32Array<ArrayBuffer>[] {
  const random = normal(seededRandom(seed));
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: width }, () => random() + shift),
  );
}
