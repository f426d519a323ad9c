import type { Random } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';

/** The rows cut to their first k values. */
export function firstColumns({ values, count, width }: FeatureRows, k: number): FeatureRows {
  const cut = new Float32Array(count * k);
  for (let row = 0; row < count; row++) {
    cut.set(values.subarray(row * width, row * width + k), row * k);
  }
  return { values: cut, count, width: k };
}

/** The numbers 0 to size - 1 in random order. */
export function shuffled(size: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
