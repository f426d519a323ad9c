import { type FeatureRows, pooledRows } from '../base/rows.js';
import { pooledSquaredDistances } from '../math/distanceMatrix.js';
import { pooledMedianDistance } from '../math/distances.js';
import type { EngineBandwidth, EngineReading } from './engine.js';
import { fuseReadings } from './fuseEngine.js';
import { type Kernel, kernelFunction } from './kernel.js';
import type { Splits } from './splits.js';
import { rowSums, splitStatistics } from './statistic.js';

/** What the test is made of. */
export interface Float64Test {
  readonly kernel: Kernel;
  readonly bandwidth: EngineBandwidth;
  readonly splits: Splits;
}

/**
 * The whole permutation test in plain TypeScript and float64: slow, and the truth that streaming and
 * the backends' float32 are measured against.
 */
export async function mmdTestFloat64(
  reference: FeatureRows,
  live: FeatureRows,
  { kernel, bandwidth, splits }: Float64Test,
): Promise<EngineReading> {
  const squared = pooledSquaredDistances(pooledRows(reference, live));
  const size = reference.count + live.count;
  const readAt = async (l: number): Promise<EngineReading> => {
    const kernelOfSquared = kernelFunction(kernel, l);
    const matrix = squared.map((d2, at) => (at % (size + 1) === 0 ? 0 : kernelOfSquared(d2)));
    return {
      statistics: await splitStatistics(matrix, splits),
      sums: rowSums(matrix, reference.count),
      bandwidth: l,
      shift: 0,
    };
  };
  if (bandwidth === 'pooled-median') return readAt(pooledMedianDistance(squared.slice()));
  if (typeof bandwidth === 'number') return readAt(bandwidth);
  const readings = await Promise.all(bandwidth.map(readAt));
  return fuseReadings(readings, (bandwidth.length - 1) >> 1, reference.count);
}
