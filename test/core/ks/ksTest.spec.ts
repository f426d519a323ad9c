import { expect, test } from 'playwright/test';
import { ksTest } from 'tfjs-drift';
import { goldenKsCases } from '../../../e2e/support/goldenMmd.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';

const column = (values: readonly number[]) => values.map((value) => [value]);

goldenKsCases.forEach(({ x, y, D, exact_p: exactP }, index) => {
  test(`golden samples ${index} as rows of one feature`, async () => {
    const { statistics, pValues, worst } = await ksTest(column(x), column(y));
    expect(statistics[0]).toBeCloseTo(D, 14);
    expect(Math.abs(pValues[0]! / exactP - 1)).toBeLessThan(1e-12);
    expect(worst).toBe(0);
  });
});

/** Features 0 to 3 move, each less than the one before; the others stay. */
function samples(width = 20): { reference: number[][]; live: number[][] } {
  const draw = normal(seededRandom(3));
  const rows = (count: number, shift: number) =>
    Array.from({ length: count }, () =>
      Array.from({ length: width }, (_, c) => draw() + (c < 4 ? shift * (1 - c / 5) : 0)),
    );
  return { reference: rows(120, 0), live: rows(40, 1.4) };
}

test('corrected p-values, the rejected and the worst feature', async () => {
  const { reference, live } = samples();
  const strict = await ksTest(reference, live);
  const fdr = await ksTest(reference, live, { correction: 'fdr', level: 0.05 });
  expect(strict).toMatchObject({ correction: 'bonferroni', level: 0.01 });
  expect(strict).toMatchObject({ referenceSize: 120, windowSize: 40 });
  expect(fdr.statistics).toEqual(strict.statistics);
  expect(strict.worst).toBe(strict.statistics.indexOf(Math.max(...strict.statistics)));
  expect(strict.pValues[strict.worst]).toBe(Math.min(...strict.pValues));
  expect(strict.rejected).toEqual(
    [...strict.pValues.keys()].filter((c) => strict.pValues[c]! <= 0.01),
  );
  expect(strict.rejected).toContain(0);
  expect(fdr.rejected.slice(0, 3)).toEqual([0, 1, 2]);
  fdr.pValues.forEach((pValue, c) => {
    expect(pValue).toBeLessThanOrEqual(strict.pValues[c]!);
  });
  expect(JSON.parse(JSON.stringify(fdr))).toEqual(fdr);
});

test('tied and constant features are not mistaken for shifted ones', async () => {
  const relu = (rows: number[][]) => rows.map((row) => [...row.map((x) => Math.max(0, x)), 0]);
  const { reference, live } = samples();
  const { statistics, pValues, rejected } = await ksTest(relu(reference), relu(live));
  expect(statistics[20]).toBe(0);
  expect(pValues[20]).toBe(1);
  expect(rejected).toContain(0);
  expect(rejected.every((c) => c < 4)).toBe(true);
});

test('a flat array is taken like rows', async () => {
  const { reference, live } = samples();
  const flat = { values: Float64Array.from(live.flat()), width: 20 };
  expect(await ksTest(reference, flat)).toEqual(await ksTest(reference, live));
});

test('arguments out of range are refused by name', async () => {
  const rows = [[1], [2]];
  for (const [options, message] of [
    [{ level: 0 }, /^level: .*above 0 and below 1.*0 came/],
    [{ level: 1 }, /^level: /],
    [{ level: Number.NaN }, /^level: .*NaN came/],
    [{ correction: 'none' as 'fdr' }, /^correction: 'bonferroni' or 'fdr'.*none came/],
    [{ correction: 'toString' as 'fdr' }, /^correction: /],
  ] as const) {
    const refused = ksTest(rows, rows, options);
    await expect(refused).rejects.toMatchObject({ name: 'InvalidOptionError' });
    await expect(ksTest(rows, rows, options)).rejects.toThrow(message);
  }
  await expect(ksTest(rows, [[1, 2]])).rejects.toThrow(/width 2.*width is 1/);
  await expect(ksTest(rows, [[Number.NaN]])).rejects.toThrow(/live: row 0 holds NaN/);
  await expect(ksTest([], rows)).rejects.toThrow(/reference: no rows/);
});
