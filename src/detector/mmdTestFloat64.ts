import type { FeatureRows } from '../rows/featureRows.js';
import { kernelFunction } from './kernel.js';
import { medianDistance, pooledMedianDistance } from './medianDistance.js';
import type { MmdOptions } from './options.js';
import { permutationPValue, tieTolerance } from './pValue.js';
import { drawSplits } from './splits.js';
import { squaredDistance } from './squaredDistances.js';

/** What {@link mmdStatisticsFloat64} found. */
export interface MmdFloat64Result {
  mmd2: number;
  pValue: number;
  bandwidth: number;
}

/**
 * The whole permutation test in plain TypeScript and float64: slow, and the truth that the
 * backends' float32 is measured against. Each split's live rows are gathered by index.
 */
export async function mmdTestFloat64(
  reference: FeatureRows,
  live: FeatureRows,
  options: Required<MmdOptions>,
): Promise<MmdFloat64Result> {
  const { kernel, permutations, seed } = options;
  const n = reference.count;
  const m = live.count;
  const size = n + m;
  const squared = pooledSquaredDistances(reference, live);
  const bandwidth =
    options.bandwidth === 'median'
      ? await medianDistance(reference)
      : options.bandwidth === 'pooled-median'
        ? pooledMedianDistance(squared.slice())
        : options.bandwidth;
  const k = squared.map(kernelFunction(kernel, bandwidth));
  const rowSums = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < size; i++) {
    k[i * size + i] = 0;
    for (let j = 0; j < size; j++) rowSums[i]! += k[i * size + j]!;
    total += rowSums[i]!;
  }
  const splits = drawSplits(n, m, permutations, seed);
  const statistics = Float64Array.from({ length: 1 + permutations }, (_, split) => {
    const members = splits.subarray(split * m, (split + 1) * m);
    let within = 0;
    let rows = 0;
    for (const i of members) {
      rows += rowSums[i]!;
      for (const j of members) within += k[i * size + j]!;
    }
    return mmd2FromSums(within, rows, total, n, m);
  });
  return {
    mmd2: statistics[0]!,
    pValue: permutationPValue(statistics, tieTolerance.float64),
    bandwidth,
  };
}

/**
 * The unbiased MMD² of a split from three sums over the kernel matrix with its diagonal at zero.
 *
 * @param within Sum over pairs of live positions.
 * @param rows Sum over all rows of live positions.
 * @param total Sum over the whole matrix.
 */
function mmd2FromSums(within: number, rows: number, total: number, n: number, m: number): number {
  const reference = total - 2 * rows + within;
  return within / (m * (m - 1)) + reference / (n * (n - 1)) - (2 * (rows - within)) / (n * m);
}

function pooledSquaredDistances(reference: FeatureRows, live: FeatureRows): Float64Array {
  const n = reference.count;
  const size = n + live.count;
  const squared = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const a = i < n ? reference : live;
    for (let j = 0; j < i; j++) {
      const b = j < n ? reference : live;
      const d2 = squaredDistance(a, i < n ? i : i - n, b, j < n ? j : j - n);
      squared[i * size + j] = d2;
      squared[j * size + i] = d2;
    }
  }
  return squared;
}
