import type { Kernel } from 'tfjs-drift';
import type { GoldenCase } from '../../../e2e/support/goldenMmd.js';
import { measureOf } from '../../../src/core/mmd/kernel.js';
import { kernelFunction } from '../../../src/core/mmd/kernelFunction.js';

/** The kernel matrix of a golden pool, its diagonal at zero, shape [N, N]. */
export function goldenKernelMatrix(golden: GoldenCase, kernel: Kernel): Float64Array {
  const pool = [...golden.reference, ...golden.live];
  const term = measureOf(kernel) === 'absolute' ? Math.abs : (x: number) => x * x;
  const k = kernelFunction(kernel, golden.lengthscale);
  return Float64Array.from(
    pool.flatMap((a, i) =>
      pool.map((b, j) => (i === j ? 0 : k(a.reduce((sum, x, c) => sum + term(x - b[c]!), 0)))),
    ),
  );
}

/** The unbiased MMD² of the split that calls `members` live, straight from its definition. */
export function mmd2OfSplit(
  kernel: Float64Array,
  size: number,
  members: ArrayLike<number>,
): number {
  const m = members.length;
  const n = size - m;
  const live = new Set(Array.from(members));
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const liveRows = Number(live.has(i)) + Number(live.has(j));
      const weight = [1 / (n * (n - 1)), -1 / (n * m), 1 / (m * (m - 1))][liveRows]!;
      sum += weight * kernel[i * size + j]!;
    }
  }
  return sum;
}
