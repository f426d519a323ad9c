import { expect, test } from 'playwright/test';
import { goldenCases } from '../../../e2e/support/goldenMmd.js';
import { InvalidOptionError } from '../../../src/core/base/errors.js';
import { permutationPValue, tieTolerance } from '../../../src/core/mmd/outcome.js';
import {
  countSplits,
  drawSplits,
  exhaustiveSplits,
  type Splits,
} from '../../../src/core/mmd/splits.js';
import { splitStatistics } from '../../../src/core/mmd/statistic.js';
import { goldenKernelMatrix } from './goldenPool.js';

for (const [name, golden] of goldenCases) {
  test(`${name}: all splits give the exact null distribution and p-value`, async () => {
    const { n, m, exhaustiveNullGaussian: expected } = golden;
    const splits = exhaustiveSplits(n, m);
    expect(splits.count).toBe(expected.splits);
    const statistics = await splitStatistics(goldenKernelMatrix(golden, 'gaussian'), splits);
    const [observed, ...others] = statistics;
    [...others, observed!].forEach((statistic, split) => {
      expect(statistic).toBeCloseTo(expected.mmd2UnbiasedAllSplits[split]!, 12);
    });
    expect(permutationPValue(statistics, tieTolerance('float64', 0))).toBe(expected.exactPValue);
  });
}

test('the observed split comes first, the others in lexicographic order', () => {
  expect(groups(exhaustiveSplits(3, 2))).toEqual(
    '3,4 0,1 0,2 0,3 0,4 1,2 1,3 1,4 2,3 2,4'.split(' '),
  );
});

test('of a window larger than the reference the reference rows are listed', () => {
  expect(groups(exhaustiveSplits(2, 3))).toEqual(
    '0,1 0,2 0,3 0,4 1,2 1,3 1,4 2,3 2,4 3,4'.split(' '),
  );
  expect(groups(exhaustiveSplits(2, 3))[0]).toBe(groups(drawSplits(2, 3, 9, 0))[0]);
});

test('every split comes once', () => {
  for (const [n, m] of [
    [11, 5],
    [5, 11],
    [6, 6],
    [1, 4],
  ] as const) {
    expect(new Set(groups(exhaustiveSplits(n, m))).size).toBe(countSplits(n, m));
  }
});

test('splits are counted exactly as long as float64 can', () => {
  expect(countSplits(1, 1)).toBe(2);
  expect(countSplits(6, 4)).toBe(210);
  expect(countSplits(4, 6)).toBe(210);
  expect(countSplits(28, 28)).toBe(7648690600760440);
  expect(countSplits(10_000, 4)).toBe(417083479187501);
  expect(countSplits(500, 100) / 1.1114112190661855e116).toBeCloseTo(1, 12);
  expect(countSplits(2_000, 2_000)).toBe(Infinity);
});

test('too many splits are refused with the numbers', () => {
  expect(() => exhaustiveSplits(100, 20)).toThrow(InvalidOptionError);
  expect(() => exhaustiveSplits(10, 8)).toThrow(/10 reference and 8 live rows has 43758 splits/);
  expect(exhaustiveSplits(198, 2)).toMatchObject({ count: 19_900, groupSize: 2, poolSize: 200 });
});

function groups({ positions, count, groupSize }: Splits): string[] {
  return Array.from({ length: count }, (_, split) =>
    positions.subarray(split * groupSize, (split + 1) * groupSize).join(),
  );
}
