import type { FeatureRows } from '../base/rows.js';
import { squaredDistance } from '../math/distances.js';

const PAIRS_PER_ROW = 4;

/**
 * A value near the mean of the kernel over pairs of different rows. MMD² does not change when a
 * constant is taken off all values between different rows, and rounding falls with their size
 * (1.8e-6 to 8e-8 in float32), so any value near the mean will do.
 */
export function typicalKernelValue(
  rows: FeatureRows,
  kernelOfSquared: (squaredDistance: number) => number,
): number {
  const { count } = rows;
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < count; i++) {
    for (let step = 1; step <= Math.min(PAIRS_PER_ROW, count - 1); step++) {
      sum += kernelOfSquared(squaredDistance(rows, i, rows, (i + step) % count));
      pairs++;
    }
  }
  return sum / pairs;
}
