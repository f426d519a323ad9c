import { expect, test } from 'playwright/test';
import { InvalidFeaturesError } from '../../../src/core/base/errors.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import { principalAxes } from '../../../src/core/dependence/principalAxes.js';
import { fitPca } from '../../../src/core/math/pca.js';
import { frames, rowsOf } from './frames.js';

test('the first eight axes, with the variance along them', async () => {
  const rows = rowsOf(frames(0, 20, 1), 60);
  const { projection, variance } = await principalAxes(rows);
  expect(projection).toEqual(await fitPca(rows, { components: 8 }));
  expect(variance).toBeCloseTo(
    projection.explainedVariances.reduce((a, b) => a + b),
    9,
  );
});

test('they are fitted once per reference, on 512 of its rows at most', async () => {
  const rows = rowsOf(frames(0, 3, 2), 700);
  const axes = await principalAxes(rows);
  expect(await principalAxes(rows)).toBe(axes);
  expect(axes).not.toEqual({ ...axes, projection: await fitPca(rows, { components: 3 }) });
});

const narrow: [string, FeatureRows, number][] = [
  ['two columns', rowsOf(frames(0, 2, 3), 40), 2],
  ['four rows', rowsOf(frames(0, 10, 4), 4), 3],
  ['rows along five axes', along(5, 12, 40), 5],
  ['rows along one axis', along(1, 12, 40), 1],
];

for (const [name, rows, axes] of narrow) {
  test(`${name}: as many axes as there are, ${axes}`, async () => {
    expect((await principalAxes(rows)).projection.components.count).toBe(axes);
  });
}

for (const count of [1, 30]) {
  test(`${count} equal rows: columns stand in, without variance`, async () => {
    const rows = { values: new Float32Array(count * 12).fill(0.1), count, width: 12 };
    const { projection, variance } = await principalAxes(rows);
    expect(variance).toBe(0);
    expect(projection.components).toMatchObject({ count: 8, width: 12 });
    expect([...projection.components.values.subarray(12, 24)]).toEqual([
      ...[0, 1, 0, 0, 0, 0],
      ...[0, 0, 0, 0, 0, 0],
    ]);
  });
}

test('a reference that is not finite is refused', async () => {
  const rows = rowsOf(frames(0, 4, 5), 40);
  rows.values[7] = Number.NaN;
  await expect(principalAxes(rows)).rejects.toThrow(InvalidFeaturesError);
});

/** Rows of this width of which only the first columns vary. */
function along(axes: number, width: number, count: number): FeatureRows {
  const { values } = rowsOf(frames(0, width, 6), count);
  return { values: values.map((x, at) => (at % width < axes ? x : 0.5)), count, width };
}
