import { expect, test } from 'playwright/test';
import { featureMapOf, times } from '../../../src/core/fleet/featureMap.js';
import { landmarkColumns, sketchSpaceOf } from '../../../src/core/fleet/sketchSpace.js';
import { gaussianRows, made, map, pause, space } from './smallFleet.js';

test('the roots are roots of the kernel matrix with its ridge, and each other’s inverse', async () => {
  const { kernelMatrix } = await space();
  const { root, inverseRoot, size } = await featureMapOf({ kernelMatrix }, { ridge: 0.02, pause });
  for (let i = 0; i < size; i++) {
    const unit = Float64Array.from({ length: size }, (_, t) => Number(t === i));
    const squared = times(root, times(root, unit));
    const same = times(root, times(inverseRoot, unit));
    for (let j = 0; j < size; j++) {
      expect(squared[j]).toBeCloseTo(kernelMatrix[i]![j]! + (i === j ? 0.02 : 0), 12);
      expect(same[j]).toBeCloseTo(unit[j]!, 12);
    }
  }
});

test('with all rows as landmarks, distances of means are the MMD of the rows', async () => {
  const features = gaussianRows(24, 3, 5);
  const all = { ...made, features, landmarks: [...Array(24).keys()] };
  const { inverseRoot } = await featureMapOf(
    await sketchSpaceOf(all, { referenceId: 'ref', pause }),
    { ridge: 1e-12, pause },
  );
  const columnOf = landmarkColumns(all);
  // The signed mean of the first ten rows less that of the others, and its length in the kernel's space.
  const weights = Float64Array.from({ length: 24 }, (_, i) => (i < 10 ? 1 / 10 : -1 / 14));
  const columns = [...Array(24).keys()].map((i) => columnOf(features, i));
  const mean = columns[0]!.map((_, j) =>
    columns.reduce((sum, column, i) => sum + weights[i]! * column[j]!, 0),
  );
  const mmd2 = mean.reduce((sum, value, j) => sum + weights[j]! * value, 0);
  const squared = times(inverseRoot, mean).reduce((sum, value) => sum + value * value, 0);
  expect(squared).toBeCloseTo(mmd2, 8);
});

test('no row is longer than 1, and no two means are further apart than √2', async () => {
  const { inverseRoot } = await map();
  const columnOf = landmarkColumns(made);
  const rows = gaussianRows(300, 3, 9);
  // Landmarks themselves lie furthest out.
  const columns = [
    ...[...Array(300).keys()].map((i) => columnOf(rows, i)),
    ...made.landmarks.map((row) => columnOf(made.features, row)),
  ].map((column) => times(inverseRoot, column));
  expect(Math.max(...columns.map((column) => Math.hypot(...column)))).toBeLessThanOrEqual(1);
  const distances = columns.flatMap((a) =>
    columns.map((b) => Math.hypot(...a.map((value, t) => value - b[t]!))),
  );
  expect(distances.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(Math.SQRT2);
});

test('landmarks that are equal make no number infinite', async () => {
  const { root, inverseRoot } = await featureMapOf({ kernelMatrix: twice(1) }, { pause });
  expect([...root, ...inverseRoot].every(Number.isFinite)).toBe(true);
});

test('what is no kernel matrix is named', async () => {
  const refusal = async (kernelMatrix: number[][]) =>
    featureMapOf({ kernelMatrix }, { pause }).then(
      () => 'none',
      (error) => `${error.name}: ${error.message}`,
    );
  expect(await refusal([])).toBe(
    'InvalidOptionError: kernelMatrix: at least one landmark was expected, none came.',
  );
  expect(await refusal([[1, 0.5], [0.5]])).toContain('row 1 has 1');
  expect(
    await refusal([
      [1, 0.5],
      [0.4, 1],
    ]),
  ).toContain('0.5 came at [0, 1], 0.4 at [1, 0]');
  expect(
    await refusal([
      [1, Number.NaN],
      [Number.NaN, 1],
    ]),
  ).toContain('NaN came at [0, 1]');
  expect(
    await refusal([
      [0, 1],
      [1, 0],
    ]),
  ).toContain('without negative eigenvalues was expected, one of -1.00 came');
});

const twice = (value: number): number[][] => [
  [value, value],
  [value, value],
];
