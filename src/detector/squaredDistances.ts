import type { FeatureRows } from '../rows/featureRows.js';

/** Squared Euclidean distance of row `i` of `a` to row `j` of `b`, in float64. */
export function squaredDistance(a: FeatureRows, i: number, b: FeatureRows, j: number): number {
  const { width } = a;
  const startA = i * width;
  const startB = j * width;
  let sum = 0;
  for (let c = 0; c < width; c++) {
    const difference = a.values[startA + c]! - b.values[startB + c]!;
    sum += difference * difference;
  }
  return sum;
}
