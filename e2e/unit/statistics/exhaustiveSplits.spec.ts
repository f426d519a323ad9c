import { expect, test } from 'playwright/test';
import { InvalidOptionError } from '../../../src/errors.js';
import { countSplits, exhaustiveSplits } from '../../../src/statistics/exhaustiveSplits.js';
import { permutationPValue, tieTolerance } from '../../../src/statistics/pValue.js';
import { goldenCases } from '../../support/goldenMmd.js';
import { goldenKernelMatrix, mmd2OfSplit } from './goldenPool.js';

for (const [name, golden] of goldenCases) {
  test(`${name}: all splits give the exact null distribution and p-value`, () => {
    const { n, m, exhaustiveNullGaussian: expected } = golden;
    const kernel = goldenKernelMatrix(golden, 'gaussian');
    const splits = exhaustiveSplits(n, m);
    expect(splits).toHaveLength(expected.splits * m);
    const statistics = Array.from({ length: expected.splits }, (_, split) =>
      mmd2OfSplit(kernel, n + m, splits.subarray(split * m, (split + 1) * m)),
    );
    const [observed, ...others] = statistics;
    [...others, observed!].forEach((statistic, split) => {
      expect(statistic).toBeCloseTo(expected.mmd2UnbiasedAllSplits[split]!, 12);
    });
    expect(permutationPValue(statistics, tieTolerance.float64)).toBe(expected.exactPValue);
  });
}

test('the observed split comes first, the others in lexicographic order', () => {
  const splits = exhaustiveSplits(2, 3);
  const rows = Array.from({ length: 10 }, (_, i) => [...splits.subarray(3 * i, 3 * i + 3)].join());
  expect(rows[0]).toBe('2,3,4');
  expect(rows.slice(1)).toEqual('0,1,2 0,1,3 0,1,4 0,2,3 0,2,4 0,3,4 1,2,3 1,2,4 1,3,4'.split(' '));
});

test('every split comes once', () => {
  const splits = exhaustiveSplits(11, 5);
  const rows = Array.from({ length: countSplits(11, 5) }, (_, i) =>
    splits.subarray(5 * i, 5 * i + 5).join(),
  );
  expect(new Set(rows).size).toBe(4368);
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
  expect(exhaustiveSplits(198, 2)).toHaveLength(19_900 * 2);
});
