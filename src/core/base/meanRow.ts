import type { FeatureRows } from './rows.js';

/** The mean of the rows, shape [width], summed in float64. */
export function meanRow({ values, count, width }: FeatureRows): Float32Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < values.length; i++) sums[i % width]! += values[i]!;
  return Float32Array.from(sums, (sum) => sum / count);
}
