import {
  effectSize,
  pearson3PValue,
  permutationPValue,
  permutationVariance,
  sampleSkewness,
  tieTolerance,
} from '../../../src/core/mmd/outcome.js';
import type { KernelSums } from '../../../src/core/mmd/statistic.js';
import type { RowSums, TfjsReading } from './tfjsKernelEngine.js';

/** What a detector made of a reading: the same that the present one makes, for a like comparison. */
export interface TfjsOutcome {
  readonly mmd2: number;
  readonly pValue: number;
  readonly z: number;
  readonly approximatePValue: number;
  /** Leave-one-out witness of each window slot, shape [m]. */
  readonly witness: Float64Array;
}

/** @param n Rows of the reference. */
export function outcomeBefore({ statistics, sums }: TfjsReading, n: number): TfjsOutcome {
  const mmd2 = statistics[0]!;
  const z = effectSize(mmd2, permutationVariance(kernelSums(sums, n)));
  return {
    mmd2,
    pValue: permutationPValue(statistics, tieTolerance('float32', 0)),
    z,
    approximatePValue: pearson3PValue(z, sampleSkewness(statistics)),
    witness: witness(sums, n),
  };
}

function kernelSums({ reference, live, squares }: RowSums, n: number): KernelSums {
  const sums = { sumOfSquares: 0, sumOfSquaredRowSums: 0, total: 0 };
  for (let i = 0; i < live.length; i++) {
    const row = reference[i]! + live[i]!;
    sums.sumOfSquares += squares[i]!;
    sums.sumOfSquaredRowSums += row * row;
    sums.total += row;
  }
  return { ...sums, n, m: live.length - n };
}

function witness({ reference, live }: RowSums, n: number): Float64Array {
  const m = live.length - n;
  return Float64Array.from({ length: m }, (_, j) => reference[n + j]! / n - live[n + j]! / (m - 1));
}
