import { selectKth } from '../../src/core/math/distances.js';
import { kernelFunction } from '../../src/core/mmd/kernelFunction.js';
import { permutationPValue, tieTolerance } from '../../src/core/mmd/outcome.js';
import type { Splits } from '../../src/core/mmd/splits.js';
import { splitStatistics } from '../../src/core/mmd/statistic.js';

/** Squared distances of all rows of a population to each other, shape [count, count]. */
export interface Distances {
  readonly squared: Float64Array;
  readonly count: number;
}

/** What a common shift s of all live rows adds: `|x - (y + s)|² = |x - y|² + |s|² - 2 s·(x - y)`. */
export interface Shift {
  /** |s|² */
  readonly squared: number;
  /** Shape [count]: s·x of every row of the population. */
  readonly along: Float64Array;
}

/**
 * The float64 permutation test (gaussian kernel, median bandwidth of the reference) between rows
 * of a population given by their indices.
 *
 * @param splits Of `drawSplits`, for this number of reference and live rows.
 */
export async function permutationTest(
  population: Distances,
  reference: Int32Array,
  live: Int32Array,
  splits: Splits,
  shift?: Shift,
): Promise<number> {
  const [n, m] = [reference.length, live.length];
  const kernel = kernelFunction('gaussian', medianBandwidth(population, reference));
  const size = n + m;
  const pool = Int32Array.of(...reference, ...live);
  const k = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      let squared = population.squared[pool[i]! * population.count + pool[j]!]!;
      if (shift && i >= n && j < n) {
        squared += shift.squared - 2 * (shift.along[pool[j]!]! - shift.along[pool[i]!]!);
      }
      const entry = kernel(Math.max(0, squared));
      k[i * size + j] = entry;
      k[j * size + i] = entry;
    }
  }
  return permutationPValue(await splitStatistics(k, splits), tieTolerance('float64', 0));
}

function medianBandwidth({ squared, count }: Distances, rows: Int32Array): number {
  const pairs = new Float64Array((rows.length * (rows.length - 1)) / 2);
  let pair = 0;
  for (let i = 1; i < rows.length; i++) {
    for (let j = 0; j < i; j++) pairs[pair++] = squared[rows[i]! * count + rows[j]!]!;
  }
  return Math.sqrt(selectKth(pairs, (pairs.length - 1) >> 1));
}
