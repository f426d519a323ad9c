import type { FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { createRowStore } from '../math/rowStore.js';
import { type Kernel, measureOf } from './kernel.js';
import { kernelFunction } from './kernelFunction.js';

/** The kernel matrix of a reference, its diagonal at zero. */
export interface ReferenceKernel {
  /** Shape [size, size], symmetric, in float32. */
  readonly matrix: Float32Array;
  /** Shape [size]: its row sums, in float64. */
  readonly rowSums: Float64Array;
  readonly size: number;
}

/**
 * Computes the kernel matrix of a reference in slices, so that the page stays alive.
 *
 * @param bandwidth In units of the features, above 0.
 */
export async function referenceKernel(
  rows: FeatureRows,
  kernel: Kernel,
  bandwidth: number,
  signal?: AbortSignal,
): Promise<ReferenceKernel> {
  const pause = timeSlices(signal);
  const { count: size } = rows;
  const store = await createRowStore(rows, size, pause);
  const kernelOf = kernelFunction(kernel, bandwidth * store.scale);
  const matrix = new Float32Array(size * size);
  const rowSums = new Float64Array(size);
  const distances = new Float64Array(size);
  for (let i = 1; i < size; i++) {
    store.distances(measureOf(kernel), i, 0, i, distances);
    for (let j = 0; j < i; j++) {
      const value = Math.fround(kernelOf(distances[j]!));
      matrix[i * size + j] = value;
      matrix[j * size + i] = value;
      rowSums[i]! += value;
      rowSums[j]! += value;
    }
    await pause();
  }
  return { matrix, rowSums, size };
}
