import { pooledRows } from '../base/derivedRows.js';
import type { FeatureRows } from '../base/rows.js';
import { pooledDistances } from '../math/distanceMatrix.js';
import { lowerMedianDistance } from '../math/distances.js';
import type { EngineBandwidth } from './bandwidth.js';
import type { EngineReading } from './engine.js';
import { fuseReadings } from './fuseEngine.js';
import { type Kernel, measureOf } from './kernel.js';
import { kernelFunction } from './kernelFunction.js';
import type { Splits } from './splits.js';
import { splitStatistics } from './statistic.js';
import { StreamedSums } from './streamedSums.js';

/** What the test is made of. */
export interface Float64Test {
  readonly kernel: Kernel;
  readonly bandwidth: EngineBandwidth;
  readonly splits: Splits;
}

/**
 * The whole permutation test in plain TypeScript and float64: slow, and the truth that streaming and
 * float32 are measured against.
 */
export async function mmdTestFloat64(
  reference: FeatureRows,
  live: FeatureRows,
  { kernel, bandwidth, splits }: Float64Test,
): Promise<EngineReading> {
  const measure = measureOf(kernel);
  const distances = pooledDistances(pooledRows(reference, live), measure);
  const [n, m] = [reference.count, live.count];
  const size = n + m;
  const readAt = async (l: number): Promise<EngineReading> => {
    const kernelOf = kernelFunction(kernel, l);
    const matrix = distances.map((distance, at) => (at % (size + 1) ? kernelOf(distance) : 0));
    const [values, squares] = [new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        values[i]! += matrix[i * size + j]!;
        squares[i]! += matrix[i * size + j]! ** 2;
      }
    }
    const sums = new StreamedSums(n, m, matrix.subarray(n * size));
    await sums.reset({ values, squares });
    return {
      statistics: await splitStatistics(matrix, splits),
      sums: sums.kernelSums(),
      witness: sums.witness(),
      bandwidth: l,
      shift: 0,
    };
  };
  if (bandwidth === 'pooled-median') {
    return readAt(await lowerMedianDistance(distances.slice(), measure));
  }
  if (typeof bandwidth === 'number') return readAt(bandwidth);
  const readings = await Promise.all(bandwidth.map(readAt));
  return fuseReadings(readings, (bandwidth.length - 1) >> 1);
}
