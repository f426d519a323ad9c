import type { FeatureRows } from '../rows/featureRows.js';
import { pooledRows } from '../rows/pooledRows.js';
import { kernelFunction } from '../statistics/kernel.js';
import { medianDistance, pooledMedianDistance } from '../statistics/medianDistance.js';
import { pooledSquaredDistances } from '../statistics/pooledSquaredDistances.js';
import { rowSums } from '../statistics/rowSums.js';
import { splitStatistics } from '../statistics/splitStatistics.js';
import { drawSplits } from '../statistics/splits.js';
import type { EngineReading } from './engine.js';
import type { MmdOptions } from './options.js';

/**
 * The whole permutation test in plain TypeScript and float64: slow, and the truth that the
 * backends' float32 is measured against.
 */
export async function mmdTestFloat64(
  reference: FeatureRows,
  live: FeatureRows,
  options: Required<MmdOptions>,
): Promise<EngineReading & { statistics: Float64Array }> {
  const { kernel, permutations, seed } = options;
  const n = reference.count;
  const m = live.count;
  const size = n + m;
  const squared = pooledSquaredDistances(pooledRows(reference, live));
  const bandwidth =
    options.bandwidth === 'median'
      ? await medianDistance(reference)
      : options.bandwidth === 'pooled-median'
        ? pooledMedianDistance(squared.slice())
        : options.bandwidth;
  const kernelOfSquared = kernelFunction(kernel, bandwidth);
  const matrix = squared.map((d2, at) => (at % (size + 1) === 0 ? 0 : kernelOfSquared(d2)));
  const statistics = await splitStatistics(matrix, drawSplits(n, m, permutations, seed));
  return {
    statistics,
    sums: rowSums(matrix, n),
    bandwidth,
  };
}
