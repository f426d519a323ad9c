import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { rankSum } from '../../../src/core/explain/rankSum.js';

// scipy.stats.mannwhitneyu(live, reference, use_continuity=False, method='asymptotic') of SciPy 1.
for (const [reference, live, chanceAbove, pValue] of [
  [
    [1, 2, 2, 3, 5, 7, 8, 8, 8, 11, 12.5],
    [15, 2, 8, 9, 13, 14],
    0.7803030303030303,
    0.06072696230177086,
  ],
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3], [0, 0, 1, 4, 4], 0.7083333333333333, 0.12250797182628802],
] as const) {
  test(`${reference} and ${live}: as SciPy has it, ties and all`, () => {
    const found = rankSum(Float64Array.from(reference), Float64Array.from(live));
    expect(found.chanceAbove).toBeCloseTo(chanceAbove, 14);
    expect(found.pValue).toBeCloseTo(pValue, 10);
  });
}

test('samples that are all the same do not differ', () => {
  const same = new Float64Array(9).fill(7);
  expect(rankSum(same, same)).toEqual({ chanceAbove: 0.5, pValue: 1 });
});

test('values that depend on each other count for fewer', () => {
  const reference = Float64Array.from({ length: 100 }, (_, at) => at);
  const live = Float64Array.from({ length: 20 }, (_, at) => 60 + at);
  const [all, half] = [rankSum(reference, live), rankSum(reference, live, 10)];
  expect(half.chanceAbove).toBe(all.chanceAbove);
  expect(half.pValue).toBeGreaterThan(5 * all.pValue);
});

test('of samples alike one in twenty is rejected at .05', () => {
  const draw = normal(seededRandom(5));
  const sample = (length: number) => Float64Array.from({ length }, draw).sort();
  const rejected = Array.from({ length: 2_000 }, () => rankSum(sample(80), sample(12)).pValue);
  // Four standard deviations of a share of 2,000.
  expect(Math.abs(rejected.filter((p) => p <= 0.05).length / 2_000 - 0.05)).toBeLessThan(0.02);
});
