import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { Isomap, Pca } from 'tfjs-drift/projection';
import { InvalidFeaturesError, InvalidOptionError } from '../../../src/core/base/errors.js';
import { seededRandom } from '../../../src/core/base/random.js';

interface GoldenCase {
  nNeighbors: number;
  nComponents: number;
  reference: number[][];
  test: number[][];
  referenceEmbedding: number[][];
  testEmbedding: number[][];
  reconstructionError: number;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../e2e/golden/isomap.json', import.meta.url), 'utf8'),
) as { cases: Record<string, GoldenCase> };

for (const [name, expected] of Object.entries(golden.cases)) {
  test(`Isomap agrees with scikit-learn: ${name}`, () => {
    const options = { neighbors: expected.nNeighbors, components: expected.nComponents };
    const isomap = Isomap.fit(expected.reference, options);
    const signs = axisSigns(isomap.embedding, expected.referenceEmbedding);
    expectClose(isomap.embedding, flip(expected.referenceEmbedding, signs), 1e-4);
    expectClose(isomap.transform(expected.test), flip(expected.testEmbedding, signs), 1e-4);
    expect(isomap.reconstructionError / expected.reconstructionError).toBeCloseTo(1, 6);
    expect(isomap.connectedComponents > 1).toBe(name.startsWith('disconnected'));
    expect(isomap).toMatchObject(options);
  });
}

test('a fitted row is projected where it was fitted', () => {
  const rows = randomRows(80, 5, 1);
  const isomap = Isomap.fit(rows, { components: 3 });
  expectClose(isomap.transform(rows), isomap.embedding, 1e-9);
});

test('rows are projected each on its own, float32 ones and arrays alike', () => {
  const rows = randomRows(60, 6, 2).map((row) => Float32Array.from(row));
  const isomap = Isomap.fit(rows);
  const asArrays = Isomap.fit(rows.map((row) => [...row]));
  expect(asArrays.embedding).toEqual(isomap.embedding);
  const news = randomRows(3, 6, 3);
  const oneByOne = news.flatMap((row) => isomap.transform([row]));
  expect(oneByOne).toEqual(isomap.transform(news));
  expect(isomap.transform([])).toEqual([]);
});

test('the same rows give the same map to the last bit, and rows are left as they were', () => {
  const rows = randomRows(100, 8, 4);
  const copy = structuredClone(rows);
  expect(Isomap.fit(rows).embedding).toEqual(Isomap.fit(rows).embedding);
  expect(rows).toEqual(copy);
});

test('an unrolled curve gets its arc lengths', () => {
  const turn = Math.PI / 90;
  const arc = Array.from({ length: 121 }, (_, i) => [Math.cos(i * turn), Math.sin(i * turn)]);
  const chord = 2 * Math.sin(turn / 2);
  const { embedding } = Isomap.fit(arc, { neighbors: 2, components: 1 });
  // The two ends reach their second neighbour by the straight chord over two steps.
  const along = embedding.map(([x]) => x!);
  const middle = along.slice(5, 116);
  const steps = middle.slice(1).map((x, i) => Math.abs(x - middle[i]!));
  for (const step of steps) expect(step / chord).toBeCloseTo(1, 3);
});

test('with every point a neighbour of every other, Isomap is PCA', () => {
  const rows = randomRows(40, 6, 5);
  const isomap = Isomap.fit(rows, { neighbors: 39, components: 3 });
  const pca = Pca.fit(rows, { components: 3 });
  const signs = axisSigns(isomap.embedding, pca.embedding);
  expectClose(isomap.embedding, flip(pca.embedding, signs), 1e-9);
  const news = randomRows(5, 6, 6).map((row) => row.map((x) => x / 10));
  expectClose(pca.transform(rows), pca.embedding, 1e-9);
  expect(pca.transform(news)).toHaveLength(5);
});

test('PCA of more columns than rows has uncorrelated columns of falling variance', () => {
  const pca = Pca.fit(randomRows(20, 300, 7), { components: 20 });
  const variances = columns(pca.embedding).map((a) => inner(a, a));
  columns(pca.embedding).forEach((a, i, all) => {
    for (const b of all.slice(i + 1)) expect(inner(a, b)).toBeCloseTo(0, 8);
    if (i > 0) expect(variances[i]!).toBeLessThanOrEqual(variances[i - 1]!);
  });
  // 20 rows less their mean span 19 directions.
  expect(variances[19]! / variances[0]!).toBeLessThan(1e-12);
});

test('repeated eigenvalues: the corners of a regular simplex', () => {
  const corners = Array.from({ length: 9 }, (_, i) =>
    Array.from({ length: 9 }, (_, j) => +(i === j)),
  );
  const isomap = Isomap.fit(corners, { neighbors: 8, components: 8 });
  for (const a of columns(isomap.embedding)) expect(inner(a, a)).toBeCloseTo(1, 9);
  const between = isomap.embedding.map((row) => distance(row, isomap.embedding[0]!));
  expectClose([between.slice(1)], [Array(8).fill(Math.SQRT2)], 1e-9);
  expect(isomap.reconstructionError).toBeLessThan(1e-6);
});

test('repeated eigenvalues: a ring stays a ring', () => {
  const ring = Array.from({ length: 200 }, (_, i) => [
    Math.cos((i * Math.PI) / 100),
    Math.sin((i * Math.PI) / 100),
  ]);
  const radii = Isomap.fit(ring, { neighbors: 4 }).embedding.map((row) => Math.hypot(...row));
  for (const radius of radii) expect(radius / radii[0]!).toBeCloseTo(1, 8);
});

test('points on a line get a second coordinate of 0', () => {
  const line = Array.from({ length: 12 }, (_, i) => [3 * i, 4 * i]);
  const { embedding } = Isomap.fit(line, { neighbors: 2 });
  expect(embedding.map(([, second]) => Math.abs(second!))).toEqual(Array(12).fill(0));
  const spans = embedding.slice(1).map((row, i) => Math.abs(row[0]! - embedding[i]![0]!));
  expectClose([spans], [Array(11).fill(5)], 1e-9);
});

test('two rows are enough for one neighbour', () => {
  expect(Isomap.fit([[0], [2]], { neighbors: 1, components: 1 }).embedding).toEqual([[1], [-1]]);
});

test('duplicates are legal neighbours and fall on one spot', () => {
  const rows = randomRows(50, 4, 8);
  const isomap = Isomap.fit([...rows, rows[3]!, rows[3]!, rows[7]!]);
  expectClose([isomap.embedding[50]!], [isomap.embedding[3]!], 1e-9);
  expectClose([isomap.embedding[51]!], [isomap.embedding[3]!], 1e-9);
  expectClose([isomap.embedding[52]!], [isomap.embedding[7]!], 1e-9);
});

test('more duplicates than neighbours make a component of their own, which is linked', () => {
  const rows = [...randomRows(30, 3, 9), ...Array.from({ length: 6 }, () => [50, 50, 50])];
  const isomap = Isomap.fit(rows, { neighbors: 4 });
  expect(isomap.connectedComponents).toBe(2);
  expectClose(isomap.embedding.slice(31), Array(5).fill(isomap.embedding[30]!), 1e-9);
});

test('groups far apart are linked by the shortest link between each two', () => {
  const group = [[0], [1], [2]];
  const shifted = (by: number) => group.map(([x]) => [x! + by]);
  const rows = [...group, ...shifted(100), ...shifted(200)];
  const isomap = Isomap.fit(rows, { neighbors: 2, components: 1 });
  expect(isomap.connectedComponents).toBe(3);
  const along = isomap.embedding.map(([x]) => x!);
  const spans = along.slice(1).map((x, i) => Math.abs(x - along[i]!));
  expectClose([spans], [[1, 1, 98, 1, 1, 98, 1, 1]], 1e-9);
});

test('600 rows of 1,024 features without structure are fitted', () => {
  const isomap = Isomap.fit(randomRows(600, 1024, 10));
  const [first, second] = columns(isomap.embedding) as [number[], number[]];
  expect(isomap.embedding.flat().every(Number.isFinite)).toBe(true);
  expect(inner(first, second) / inner(first, first)).toBeCloseTo(0, 9);
  expect(inner(first, first)).toBeGreaterThanOrEqual(inner(second, second));
  expect(
    isomap
      .transform(randomRows(1, 1024, 11))
      .flat()
      .every(Number.isFinite),
  ).toBe(true);
});

test('bad rows give named errors that say what came', () => {
  const rows = randomRows(10, 3, 12);
  const fit = (bad: number[][]) => () => Isomap.fit(bad);
  expect(fit([])).toThrow(InvalidFeaturesError);
  expect(fit(rows.slice(0, 5))).toThrow(/at least 6 were expected.*5 came/);
  expect(fit([...rows, [1, 2]])).toThrow(/row 10 has 2 values, 3 expected/);
  expect(fit(rows.map(() => []))).toThrow(/row 0 has 0 values/);
  expect(fit([...rows, [1, Number.NaN, 2]])).toThrow(/row 10 holds NaN at position 1/);
  expect(fit([...rows, [1, 2, Infinity]])).toThrow(InvalidFeaturesError);
  expect(fit(Array(8).fill([0.1, 0.2, 0.3]))).toThrow(/all rows are equal/);
  expect(fit([...rows, [1e200, 0, 0]])).toThrow(/differ by 1e\+200/);
  expect(() => Isomap.fit(rows).transform([[1, 2]])).toThrow(/row 0 has 2 values, 3 expected/);
  expect(() => Isomap.fit(rows).transform([[1, 2, Number.NaN]])).toThrow(InvalidFeaturesError);
  expect(() => Pca.fit(Array(8).fill([0.1, 0.2, 0.3]))).toThrow(/all rows are equal/);
  expect(() => Pca.fit(rows.slice(0, 1))).toThrow(InvalidFeaturesError);
});

test('bad options give named errors that say what came', () => {
  const rows = randomRows(10, 3, 13);
  for (const components of [0, -1, 1.5, 11, Number.NaN]) {
    expect(() => Isomap.fit(rows, { components })).toThrow(InvalidOptionError);
  }
  expect(() => Isomap.fit(rows, { components: 11 })).toThrow(/from 1 to 10 .*, 11 came/);
  expect(() => Isomap.fit(rows, { neighbors: 0 })).toThrow(/neighbors: .*at least 1.*, 0 came/);
  expect(() => Isomap.fit(rows, { neighbors: 2.5 })).toThrow(InvalidOptionError);
  expect(() => Isomap.fit(rows, { neighbors: 10 })).toThrow(InvalidFeaturesError);
  expect(() => Pca.fit(rows, { components: 4 })).toThrow(/from 1 to 3 .*, 4 came/);
});

test('more axes than geodesics have real coordinates for are refused', () => {
  const rows = randomRows(40, 3, 14);
  expect(() => Isomap.fit(rows, { components: 40 })).toThrow(/on \d+ axes only, 40 came/);
});

function randomRows(count: number, width: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Array.from({ length: width }, () => random()));
}

function columns(rows: number[][]): number[][] {
  return rows[0]!.map((_, c) => rows.map((row) => row[c]!));
}

function inner(a: number[], b: number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

function distance(a: number[], b: number[]): number {
  return Math.hypot(...a.map((x, i) => x - b[i]!));
}

/** For each axis -1 if the two point opposite ways, else 1. */
function axisSigns(actual: number[][], expected: number[][]): number[] {
  const others = columns(expected);
  return columns(actual).map((axis, c) => (inner(axis, others[c]!) < 0 ? -1 : 1));
}

function flip(rows: number[][], signs: number[]): number[][] {
  return rows.map((row) => row.map((x, c) => x * signs[c]!));
}

/** Expects every number within `tolerance` times the largest expected magnitude. */
function expectClose(actual: number[][], expected: number[][], tolerance: number): void {
  const scale = Math.max(...expected.flat().map(Math.abs));
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  const errors = actual.flatMap((row, i) => row.map((x, c) => Math.abs(x - expected[i]![c]!)));
  expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance * scale);
}
