import type { FeatureRows } from './rows.js';

/** The rows of these indices, in their order. */
export function pickRows({ values, width }: FeatureRows, indices: Int32Array): FeatureRows {
  const picked = new Float32Array(indices.length * width);
  indices.forEach((row, at) => {
    picked.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  return { values: picked, count: indices.length, width };
}
