import { expect, test } from 'playwright/test';
import { InvalidFeaturesError } from '../../../src/core/base/errors.js';
import {
  effectiveSampleSize,
  referenceCorrelation,
} from '../../../src/core/dependence/referenceCorrelation.later.js';
import { frames, rowsOf } from './frames.js';

test('independent rows count as nearly all of them', async () => {
  const found = (await referenceCorrelation(rowsOf(frames(0, 16, 1), 300)))!;
  expect(Math.abs(found.correlation)).toBeLessThan(0.08);
  expect(found.effectiveSampleSize).toBeGreaterThan(250);
  expect(found.isDependent).toBe(false);
});

test('one long scene counts as a few rows', async () => {
  const found = (await referenceCorrelation(rowsOf(frames(0.95, 16, 2), 300)))!;
  expect(found.correlation).toBeGreaterThan(0.88);
  expect(found.effectiveSampleSize).toBeLessThan(20);
  expect(found.isDependent).toBe(true);
});

test('20 rows are enough to see a slow scene, 15 are too few', async () => {
  expect(await referenceCorrelation(rowsOf(frames(0.9, 16, 3), 20))).toMatchObject({
    isDependent: true,
  });
  expect(await referenceCorrelation(rowsOf(frames(0.9, 16, 3), 15))).toBeUndefined();
});

test('rows sorted by class are not a scene', async () => {
  const { values, ...shape } = rowsOf(frames(0, 16, 4), 320);
  const sorted = { ...shape, values: values.map((x, at) => x + 4 * Math.floor(at / (80 * 16))) };
  expect(await referenceCorrelation(sorted)).toMatchObject({ isDependent: false });
});

test('equal rows have no correlation', async () => {
  const rows = { values: new Float32Array(64 * 3).fill(0.2), count: 64, width: 3 };
  expect(await referenceCorrelation(rows)).toBeUndefined();
});

test('a row that is not finite is refused', async () => {
  const rows = rowsOf(frames(0, 4, 5), 40);
  rows.values[9] = Infinity;
  await expect(referenceCorrelation(rows)).rejects.toThrow(InvalidFeaturesError);
});

test('the effective sample size is m (1 - ρ)/(1 + ρ), never more than m', () => {
  expect(effectiveSampleSize(60, 0.5)).toBeCloseTo(20, 12);
  expect(effectiveSampleSize(20, 0)).toBe(20);
  expect(effectiveSampleSize(20, -0.4)).toBe(20);
  expect(effectiveSampleSize(20, 1)).toBeGreaterThan(0);
});
