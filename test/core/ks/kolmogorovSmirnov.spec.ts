import { expect, test } from 'playwright/test';
import { goldenKsCases } from '../../../e2e/support/goldenMmd.js';
import { normal } from '../../../src/core/base/draws.js';
import { InvalidFeaturesError } from '../../../src/core/base/errors.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { timeSlices } from '../../../src/core/base/tasks.js';
import {
  kolmogorovSmirnov,
  kolmogorovSmirnovTail,
  kolmogorovTail,
  sortedSample,
} from '../../../src/core/ks/kolmogorovSmirnov.js';
import { kolmogorovSmirnovPerFeature, sortedFeatures } from '../../../src/core/ks/perFeature.js';

goldenKsCases.forEach(({ x, y, D, exact_p: exactP }, index) => {
  test(`golden samples ${index}: D and the exact p-value, either way round`, () => {
    for (const [a, b] of [
      [x, y],
      [y, x],
    ] as const) {
      const { statistic, pValue } = kolmogorovSmirnov(sortedSample(a), sortedSample(b));
      expect(statistic).toBeCloseTo(D, 14);
      expectRelative(pValue, exactP);
    }
  });
});

/** n, m, n m D and the tail counted in whole numbers of lattice paths. */
for (const [n, m, scaled, tail] of [
  [500, 100, 4100, 0.6105919989345718],
  [500, 100, 8300, 0.018593599293376832],
  [500, 100, 50_000, 1.7995139563917776e-116],
  [500, 64, 16_344, 3.639095311438554e-14],
  [100, 20, 1340, 1.1587364794052815e-7],
  [100, 100, 3300, 3.211428734211388e-5],
  [997, 13, 5120, 0.025706919428807602],
  [300, 200, 58_400, 9.276655163770349e-131],
  [1, 3, 2, 1],
  [7, 1, 7, 0.25],
  [1, 1, 1, 1],
  [4, 9, 0, 1],
] as const) {
  test(`exact tail of ${n} and ${m} values at D = ${scaled} / ${n * m}`, () => {
    expectRelative(kolmogorovSmirnovTail(scaled, n, m), tail);
    expectRelative(kolmogorovSmirnovTail(scaled, m, n), tail);
  });
}

test("Kolmogorov's distribution", () => {
  for (const [lambda, tail] of [
    [0, 1],
    [0.2, 0.999999999999495],
    [0.4, 0.9971923267772983],
    [0.8, 0.5441424115741981],
    [0.999, 0.27107316411506394],
    [1, 0.26999967167735456],
    [1.36, 0.049485876755377876],
    [2, 0.0006709252557796953],
    [5, 3.8574996959278356e-22],
  ] as const) {
    expectRelative(kolmogorovTail(lambda), tail);
  }
});

test('large samples are close to the exact distribution just below the limit', () => {
  const exact = kolmogorovSmirnovTail(55_000, 1000, 1000);
  const limit = kolmogorovSmirnovTail(55_055, 1001, 1001);
  expect(Math.abs(limit / exact - 1)).toBeLessThan(0.01);
});

test('samples of one distribution give p-values that are uniform or above', () => {
  const draw = normal(seededRandom(1));
  const sample = (count: number) => sortedSample(Array.from({ length: count }, draw));
  const pValues = Array.from(
    { length: 2000 },
    () => kolmogorovSmirnov(sample(40), sample(23)).pValue,
  );
  for (const level of [0.01, 0.05, 0.2, 0.5]) {
    const share = pValues.filter((p) => p <= level).length / pValues.length;
    expect(share).toBeLessThan(level + 4 * Math.sqrt((level * (1 - level)) / pValues.length));
    expect(share).toBeGreaterThan(level * 0.7 - 0.005);
  }
});

test('each feature is compared with its own', async () => {
  const [n, m, width] = [60, 25, 7];
  const draw = normal(seededRandom(2));
  const rows = (count: number, shift: number) => ({
    values: Float32Array.from({ length: count * width }, (_, at) =>
      Math.max(0, draw() + (at % width === 4 ? shift : 0)),
    ),
    count,
    width,
  });
  const [reference, live] = [rows(n, 0), rows(m, 2)];
  const pause = timeSlices();
  const known = new Map<number, number>();
  const sorted = await sortedFeatures(reference, pause);
  const result = await kolmogorovSmirnovPerFeature(sorted, live, pause, known);
  expect(await kolmogorovSmirnovPerFeature(sorted, live, pause, known)).toEqual(result);
  const column = ({ values }: typeof live, c: number) =>
    sortedSample(values.filter((_, at) => at % width === c));
  for (let c = 0; c < width; c++) {
    const single = kolmogorovSmirnov(column(reference, c), column(live, c));
    expect(result.statistics[c]).toBe(single.statistic);
    expect(result.pValues[c]).toBe(single.pValue);
    expect(result.pValues[c]! < 1e-5).toBe(c === 4);
  }
});

test('values that are not numbers, no values and other widths are refused', async () => {
  for (const bad of [[1, Number.NaN], [Infinity, 2], [-Infinity, 2], []]) {
    expect(() => sortedSample(bad)).toThrow(InvalidFeaturesError);
  }
  const live = { values: new Float32Array(6), count: 2, width: 3 };
  const compared = kolmogorovSmirnovPerFeature([sortedSample([1])], live, timeSlices());
  await expect(compared).rejects.toThrow(/width 3.*has 1/);
});

test('a sample is a sorted copy', () => {
  const values = [3, -1, 10, 2];
  expect([...sortedSample(values)]).toEqual([-1, 2, 3, 10]);
  expect(values).toEqual([3, -1, 10, 2]);
});

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-12);
}
