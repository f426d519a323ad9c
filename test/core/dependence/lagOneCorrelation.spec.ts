import { expect, test } from 'playwright/test';
import {
  bestLevelChange,
  type LagOneCorrelation,
  lagOneCorrelation,
} from '../../../src/core/dependence/correlation.js';
import { frames, rowsOf } from './frames.js';

const RUNS = 300;
const [ROWS, WIDTH] = [32, 8];

for (const [rho, tolerance] of [
  [0, 0.02],
  [0.05, 0.02],
  [0.2, 0.03],
  [0.5, 0.03],
  [0.8, 0.04],
  [0.9, 0.04],
  [0.97, 0.04],
] as const) {
  test(`ρ ${rho} is found in 32 rows of 8 columns, on average to ${tolerance}`, () => {
    const found = estimates(rho, (x) => x);
    expect(Math.abs(mean(found.map((f) => f.correlation)) - rho)).toBeLessThan(tolerance);
  });
}

for (const width of [1, 2, 8, 20]) {
  test(`${width} columns: independent rows spread as their standard error says`, () => {
    const found = estimates(0, (x) => x, width);
    const correlations = found.map((f) => f.correlation);
    const spread = Math.sqrt(mean(correlations.map((r) => (r - mean(correlations)) ** 2)));
    const expected = mean(found.map((f) => f.standardError));
    expect(spread / expected).toBeGreaterThan(0.8);
    expect(spread / expected).toBeLessThan(1.2);
    expect(Math.abs(mean(correlations))).toBeLessThan(0.05);
  });
}

const changes: [string, (x: number, row: number) => number][] = [
  ['a shift of .8 in the middle', (x, row) => (row < 16 ? x : x + 0.8)],
  ['a shift of 30 after 5 rows', (x, row) => (row < 5 ? x : x + 30)],
  ['a shift of 3 in the last row', (x, row) => (row < 31 ? x : x + 3)],
  ['variance that shrinks to a hundredth', (x, row) => (row < 16 ? x : x / 10)],
  ['variance that grows a hundredfold', (x, row) => (row < 16 ? x : x * 10)],
  ['a shift with shrinking variance', (x, row) => (row < 16 ? x : x / 10 + 5)],
  ['a large common level', (x) => x + 1e6],
];

for (const [name, change] of changes) {
  test(`independent rows with ${name} do not read as dependent`, () => {
    const found = estimates(0, change).map((f) => f.correlation);
    expect(Math.abs(mean(found))).toBeLessThan(0.06);
    expect(found.filter((r) => r > 0.3).length / RUNS).toBeLessThan(0.02);
  });
}

test('a shift does not hide dependence', () => {
  const found = estimates(0.6, (x, row) => (row < 20 ? x : x + 3)).map((f) => f.correlation);
  expect(mean(found)).toBeGreaterThan(0.55);
});

test('columns count by their variance', () => {
  const lively = rowsOf(frames(0, 1, 1), 512).values;
  const slow = rowsOf(frames(0.9, 1, 2), 512).values;
  const both = (scale: number) =>
    lagOneCorrelation(
      Float64Array.from({ length: 1024 }, (_, at) =>
        at % 2 ? scale * slow[at >> 1]! : lively[at >> 1]!,
      ),
      2,
    )!;
  expect(both(0.01).correlation).toBeLessThan(0.1);
  expect(both(100).correlation).toBeGreaterThan(0.85);
  expect(both(100).effectiveWidth).toBeCloseTo(1, 2);
  expect(both(1).effectiveWidth).toBeGreaterThan(1.8);
});

test('rows that are equal, or equal on either side of one change, have no correlation', () => {
  const constant = new Float64Array(ROWS * 3).fill(0.1);
  expect(lagOneCorrelation(constant, 3)).toBeUndefined();
  expect(
    lagOneCorrelation(
      constant.map((x, at) => (at < 30 ? x : x + 7)),
      3,
    ),
  ).toBeUndefined();
  expect(lagOneCorrelation(new Float64Array(ROWS), 1)).toBeUndefined();
});

test('a change of level is found where it is', () => {
  for (const split of [1, 7, 31]) {
    const rows = Float64Array.from({ length: 64 }, (_, at) => (at < 2 * split ? -1 : 1) + at / 1e3);
    const centre = mean([...rows]);
    expect(
      bestLevelChange(
        rows.map((x) => x - centre),
        2,
      ),
    ).toBe(split);
  }
});

function estimates(
  rho: number,
  change: (x: number, row: number) => number,
  width: number = WIDTH,
): LagOneCorrelation[] {
  const next = frames(rho, width, 17);
  return Array.from({ length: RUNS }, () => {
    const { values } = rowsOf(next, ROWS);
    // Each run its own series.
    for (let skipped = 0; rho > 0 && skipped < 100; skipped++) next();
    const changed = Float64Array.from(values, (x, at) => change(x, Math.floor(at / width)));
    return lagOneCorrelation(changed, width)!;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
