import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { InvalidFeaturesError, InvalidOptionError } from '../../../src/core/base/errors.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import { fitPca, projectRows } from '../../../src/core/math/pca.js';
import { Pca } from '../../../src/view/projection/pca.js';

/** More rows than columns, fewer, and as many. */
const shapes = [
  [120, 30],
  [40, 90],
  [50, 50],
] as const;

for (const [count, width] of shapes) {
  test(`${count} rows of ${width}: axes are orthonormal, projections uncorrelated`, async () => {
    const rows = gaussianRows(count, width, 1);
    const reducer = await fitPca(rows, { components: 12 });
    const { values } = reducer.components;
    expect(reducer.components).toMatchObject({ count: 12, width });
    for (let a = 0; a < 12; a++) {
      for (let b = 0; b < 12; b++) {
        let product = 0;
        for (let c = 0; c < width; c++) product += values[a * width + c]! * values[b * width + c]!;
        expect(product).toBeCloseTo(Number(a === b), 6);
      }
    }
    expectCovariance(projectRows(reducer, rows), (a, b) =>
      a === b ? reducer.explainedVariances[a]! : 0,
    );
    const variances = [...reducer.explainedVariances];
    expect(variances).toEqual([...variances].sort((a, b) => b - a));
  });

  test(`${count} rows of ${width}: whitened rows have variance 1 along each axis`, async () => {
    const rows = gaussianRows(count, width, 2);
    const reducer = await fitPca(rows, { components: 12, whiten: true });
    expectCovariance(projectRows(reducer, rows), (a, b) => Number(a === b));
  });

  test(`${count} rows of ${width}: the same projection as the map's PCA`, async () => {
    const rows = gaussianRows(count, width, 3);
    const others = gaussianRows(9, width, 4);
    const reducer = await fitPca(rows, { components: 2 });
    const pca = Pca.fit(asArrays(rows), { components: 2 });
    expectClose(asArrays(projectRows(reducer, rows)), pca.embedding);
    expectClose(asArrays(projectRows(reducer, others)), pca.transform(asArrays(others)));
  });
}

test('the same rows give the same reducer to the last bit, and are left as they were', async () => {
  const rows = gaussianRows(60, 80, 5);
  const copy = rows.values.slice();
  const first = await fitPca(rows, { components: 20, whiten: true });
  expect(await fitPca(rows, { components: 20, whiten: true })).toEqual(first);
  expect(rows.values).toEqual(copy);
});

test('fewer components are the first of more', async () => {
  const rows = gaussianRows(60, 80, 6);
  const many = await fitPca(rows, { components: 30 });
  const few = await fitPca(rows, { components: 7 });
  expectClose(asArrays(few.components), asArrays(many.components).slice(0, 7));
});

test('all axes of rows that span them are found, also equal ones', async () => {
  const [count, width] = [10, 5];
  const values = new Float64Array(count * width);
  for (let axis = 0; axis < width; axis++) {
    values[2 * axis * width + axis] = 3;
    values[(2 * axis + 1) * width + axis] = -3;
  }
  const rows = { values, count, width };
  const reducer = await fitPca(rows, { components: 5, whiten: true });
  expect([...reducer.explainedVariances].map((v) => v.toFixed(9))).toEqual(
    Array(5).fill('2.000000000'),
  );
  expectCovariance(projectRows(reducer, rows), (a, b) => Number(a === b));
});

test('300 rows of 1,024 columns, 128 components: fitted while other tasks go on', async () => {
  const rows = gaussianRows(300, 1024, 7);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const reducer = await fitPca(rows, { components: 128, whiten: true });
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
  expectCovariance(projectRows(reducer, rows), (a, b) => Number(a === b));
});

test('bad rows and options give named errors that say what came', async () => {
  const rows = gaussianRows(20, 6, 9);
  for (const components of [0, 7, 1.5, Number.NaN]) {
    const fit = fitPca(rows, { components });
    await expect(fit).rejects.toThrow(InvalidOptionError);
    await expect(fit).rejects.toThrow(new RegExp(`from 1 to 6 .*, ${components} came`));
  }
  await expect(fitPca(gaussianRows(4, 6, 9), { components: 4 })).rejects.toThrow(/from 1 to 3/);
  for (const bad of [Number.NaN, Infinity]) {
    const broken = { ...rows, values: rows.values.slice() };
    broken.values[8] = bad;
    await expect(fitPca(broken, { components: 2 })).rejects.toThrow(/at position 2/);
  }
  const equal = { ...rows, values: new Float32Array(120).fill(0.3) };
  await expect(fitPca(equal, { components: 1 })).rejects.toThrow(/along 0 axes only/);
  const flat = { ...rows, values: rows.values.map((x, at) => (at % 6 < 4 ? x : 0)) };
  await expect(fitPca(flat, { components: 5 })).rejects.toThrow(InvalidFeaturesError);
  const reducer = await fitPca(flat, { components: 4 });
  expect(() => projectRows(reducer, gaussianRows(2, 5, 9))).toThrow(/width 5 came.*width 6/);
});

/** Rows with columns of falling spread about a mean of 3. */
function gaussianRows(count: number, width: number, seed: number): FeatureRows {
  const draw = normal(seededRandom(seed));
  const values = Float32Array.from(
    { length: count * width },
    (_, at) => 3 + draw() / (1 + (at % width) / 8),
  );
  return { values, count, width };
}

function asArrays({ values, count, width }: FeatureRows): number[][] {
  return Array.from({ length: count }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
}

function expectCovariance(rows: FeatureRows, expected: (a: number, b: number) => number): void {
  const { values, count, width } = rows;
  let worst = 0;
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += values[i * width + a]! * values[i * width + b]!;
      worst = Math.max(worst, Math.abs(sum / (count - 1) - expected(a, b)));
    }
  }
  expect(worst).toBeLessThan(1e-5);
}

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.length).toBe(expected.length);
  const errors = actual.flatMap((row, i) => row.map((x, c) => Math.abs(x - expected[i]![c]!)));
  expect(Math.max(...errors)).toBeLessThan(1e-5);
}
