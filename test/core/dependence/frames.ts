import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';

/** Rows x_t = ρ x_{t-1} + √(1 - ρ²) e_t with gaussian e_t, each column of variance 1. */
export function frames(rho: number, width: number, seed: number): () => Float32Array {
  const gaussian = normal(seededRandom(seed));
  const state = Float64Array.from({ length: width }, gaussian);
  return () => {
    const row = Float32Array.from(state);
    for (let c = 0; c < width; c++) {
      state[c] = rho * state[c]! + Math.sqrt(1 - rho * rho) * gaussian();
    }
    return row;
  };
}

export function rowsOf(next: () => Float32Array, count: number): FeatureRows {
  const rows = Array.from({ length: count }, next);
  return {
    values: Float32Array.from(rows.flatMap((row) => [...row])),
    count,
    width: rows[0]!.length,
  };
}
