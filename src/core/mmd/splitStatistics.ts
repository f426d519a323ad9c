import type { Pause } from '../base/tasks.js';
import type { Splits } from './splits.js';
import { mmdWeights } from './statistic.js';

/**
 * The unbiased MMD² of every split of one pool, from its kernel matrix: for each split the sums q
 * and b of {@link mmdWeights} over the smaller group, g² gathers each instead of the N² products of
 * an indicator matrix.
 *
 * @param kernelMatrix K₀, shape [N, N], symmetric, its diagonal at zero. A constant added to all
 *   other entries drops out.
 * @param onSplit Awaited after each split where it returns a promise, so that the page stays alive.
 * @returns Shape [splits].
 */
export async function splitStatistics(
  kernelMatrix: Float32Array | Float64Array,
  splits: Splits,
  onSplit?: Pause,
): Promise<Float64Array<ArrayBuffer>> {
  const { positions, count, groupSize: g, poolSize } = splits;
  const weights = mmdWeights(g, poolSize - g);
  const rowSums = new Float64Array(poolSize);
  let total = 0;
  for (let i = 0; i < poolSize; i++) {
    let sum = 0;
    for (let j = i * poolSize; j < (i + 1) * poolSize; j++) sum += kernelMatrix[j]!;
    rowSums[i] = sum;
    total += sum;
  }
  const statistics = new Float64Array(count);
  for (let split = 0; split < count; split++) {
    const end = (split + 1) * g;
    let half = 0;
    let rows = 0;
    for (let i = split * g; i < end; i++) {
      const row = positions[i]! * poolSize;
      rows += rowSums[positions[i]!]!;
      for (let j = i + 1; j < end; j++) half += kernelMatrix[row + positions[j]!]!;
    }
    statistics[split] = weights.within * 2 * half - weights.rows * rows + weights.total * total;
    const pause = onSplit?.();
    if (pause) await pause;
  }
  return statistics;
}
