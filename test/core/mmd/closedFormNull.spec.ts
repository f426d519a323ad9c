import { expect, test } from 'playwright/test';
import { type GoldenCase, goldenCases, goldenKernels } from '../../../e2e/support/goldenMmd.js';
import { kernels } from '../../../src/core/mmd/kernel.js';
import {
  effectSize,
  pearson3PValue,
  permutationVariance,
  sampleSkewness,
} from '../../../src/core/mmd/outcome.js';
import { exhaustiveSplits } from '../../../src/core/mmd/splits.js';
import type { KernelSums } from '../../../src/core/mmd/statistic.js';
import { permutationSkewness, uCenteredKernel } from '../../support/exactSkewness.js';
import { goldenKernelMatrix, mmd2OfSplit } from './goldenPool.js';

for (const [name, golden] of goldenCases) {
  for (const kernel of goldenKernels) {
    test(`${name}: moments and p-value of the null of the ${kernel} kernel`, () => {
      const { n, m } = golden;
      const expected = golden.kernels[kernel];
      const matrix = goldenKernelMatrix(golden, kernel);
      const variance = permutationVariance(kernelSums(matrix, n, m));
      const skewness = permutationSkewness(uCenteredKernel(matrix, n + m), n, m);
      const z = effectSize(expected.mmd2Unbiased, variance);
      expectRelative(variance, expected.permutationVariance);
      expectRelative(skewness, expected.permutationSkewness);
      expectRelative(pearson3PValue(z, skewness), expected.pearson3PValue);
    });
  }

  for (const kernel of kernels) {
    test(`${name}: all splits of the ${kernel} kernel have these moments`, () => {
      const { n, m } = golden;
      const matrix = goldenKernelMatrix(golden, kernel);
      const statistics = allStatistics(golden, matrix);
      const mean = statistics.reduce((sum, x) => sum + x / statistics.length, 0);
      const square = statistics.reduce((sum, x) => sum + (x * x) / statistics.length, 0);
      expect(mean).toBeCloseTo(0, 12);
      expectRelative(permutationVariance(kernelSums(matrix, n, m)), square);
      // The first entry, the observed one, does not count: it is there a second time.
      const skewness = sampleSkewness([statistics[0]!, ...statistics]);
      expectRelative(permutationSkewness(uCenteredKernel(matrix, n + m), n, m), skewness);
    });
  }
}

test('a constant added to all entries off the diagonal changes nothing', () => {
  const [, golden] = goldenCases[1]!;
  const { n, m } = golden;
  const size = n + m;
  const matrix = goldenKernelMatrix(golden, 'gaussian');
  const shifted = matrix.map((entry, at) => (at % (size + 1) === 0 ? 0 : entry - 0.4));
  expectRelative(
    permutationVariance(kernelSums(shifted, n, m)),
    permutationVariance(kernelSums(matrix, n, m)),
  );
  expectRelative(
    permutationSkewness(uCenteredKernel(shifted, size), n, m),
    permutationSkewness(uCenteredKernel(matrix, size), n, m),
  );
});

test('the U-centred kernel has rows that sum to 0 and ignores the diagonal', () => {
  const [, golden] = goldenCases[2]!;
  const size = golden.n + golden.m;
  const matrix = goldenKernelMatrix(golden, 'exponential');
  const centred = uCenteredKernel(matrix, size);
  for (let i = 0; i < size; i++) {
    const row = centred.subarray(i * size, (i + 1) * size);
    expect(row.reduce((sum, entry) => sum + entry, 0)).toBeCloseTo(0, 14);
    matrix[i * size + i] = 1;
  }
  expect(uCenteredKernel(matrix, size)).toEqual(centred);
});

test('equal rows: no variance, no effect', () => {
  const size = 7;
  const zeros = new Float64Array(size * size);
  expect(permutationVariance(kernelSums(zeros, 4, 3))).toBe(0);
  expect(permutationSkewness(uCenteredKernel(zeros, size), 4, 3)).toBe(0);
  expect(sampleSkewness([1, 2, 2, 2])).toBe(0);
  expect(effectSize(0, 0)).toBe(0);
  const ones = zeros.map((_, at) => (at % (size + 1) === 0 ? 0 : 1));
  expect(permutationVariance(kernelSums(ones, 4, 3))).toBeLessThan(1e-14);
});

function kernelSums(matrix: Float64Array, n: number, m: number): KernelSums {
  const size = n + m;
  const rowSums = Array.from({ length: size }, (_, i) =>
    matrix.subarray(i * size, (i + 1) * size).reduce((sum, entry) => sum + entry, 0),
  );
  return {
    sumOfSquares: matrix.reduce((sum, entry) => sum + entry * entry, 0),
    sumOfSquaredRowSums: rowSums.reduce((sum, row) => sum + row * row, 0),
    total: rowSums.reduce((sum, row) => sum + row, 0),
    n,
    m,
  };
}

function allStatistics({ n, m }: GoldenCase, matrix: Float64Array): number[] {
  const { positions, count } = exhaustiveSplits(n, m);
  return Array.from({ length: count }, (_, split) =>
    mmd2OfSplit(matrix, n + m, positions.subarray(split * m, (split + 1) * m)),
  );
}

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-10);
}
