import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { NearestPart } from '../../../src/core/partial/nearestPart.js';

const SIZE = 20;

/** A gaussian kernel of points in the plane, its diagonal at zero, and of these with others. */
function problem(seed: number) {
  const random = seededRandom(seed);
  const points = Array.from({ length: SIZE + 5 }, () => [4 * random(), 4 * random()] as const);
  const kernel = (a: number, b: number): number => {
    const [p, q] = [points[a]!, points[b]!];
    return Math.exp(-((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2) / 2);
  };
  const matrix = new Float32Array(SIZE * SIZE);
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j < SIZE; j++) if (i !== j) matrix[i * SIZE + j] = kernel(i, j);
  }
  const window = [20, 21, 22, 23, 24].map((row) =>
    Float64Array.from({ length: SIZE }, (_, i) => kernel(i, row)),
  );
  return { kernel, matrix, window };
}

/** wᵀKw - 2wᵀc at the solution, by projected gradients and many steps: slow and sure. */
function exactValue(
  kernel: (a: number, b: number) => number,
  towards: Float64Array,
  limits: readonly number[],
): number {
  let weights = limits.map((limit) => limit / limits.reduce((sum, one) => sum + one, 0));
  const gradientOf = (w: readonly number[]) =>
    w.map((_, i) => w.reduce((sum, one, j) => sum + one * kernel(i, j), 0) - towards[i]!);
  for (let step = 0; step < 20_000; step++) {
    const gradient = gradientOf(weights);
    weights = projected(
      weights.map((w, i) => w - 0.02 * gradient[i]!),
      limits,
    );
  }
  return weights.reduce((sum, w, i) => sum + w * (gradientOf(weights)[i]! - towards[i]!), 0);
}

/** The nearest weights within the limits whose sum is 1. */
function projected(values: readonly number[], limits: readonly number[]): number[] {
  let [low, high] = [-10, 10];
  const at = (shift: number) => values.map((v, i) => Math.min(limits[i]!, Math.max(0, v - shift)));
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (at(middle).reduce((sum, w) => sum + w, 0) > 1) low = middle;
    else high = middle;
  }
  return at(low);
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    { length: SIZE },
    (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length,
  );
}

test('it finds the nearest mean of a share of the rows', () => {
  for (const [seed, share] of [
    [1, 0.2],
    [2, 0.5],
    [3, 1],
  ] as const) {
    const { kernel, matrix, window } = problem(seed);
    const nearest = new NearestPart(matrix, SIZE, share);
    for (const row of window) nearest.add(row, 1 / window.length);
    nearest.solve(500);
    const limits = new Array<number>(SIZE).fill(1 / (share * SIZE));
    expect(nearest.value).toBeCloseTo(exactValue(kernel, meanOf(window), limits), 3);
    const sum = nearest.weights.reduce((total, weight) => total + weight, 0);
    expect(sum).toBeCloseTo(1, 9);
    for (const weight of nearest.weights) {
      expect(weight).toBeGreaterThanOrEqual(0);
      expect(weight).toBeLessThanOrEqual(1 / (share * SIZE) + 1e-9);
    }
  }
});

test('rows that may bear no weight bear none, until they may again', () => {
  const { kernel, matrix, window } = problem(4);
  const nearest = new NearestPart(matrix, SIZE, 0.2);
  for (const row of window) nearest.add(row, 1 / window.length);
  nearest.solve(500);
  const { value } = nearest;
  const heaviest = [...nearest.weights.keys()].sort(
    (a, b) => nearest.weights[b]! - nearest.weights[a]!,
  );
  for (const row of heaviest.slice(0, 3)) nearest.allow(row, false);
  for (const row of heaviest.slice(0, 3)) expect(nearest.weights[row]).toBe(0);
  nearest.solve(500);
  const limits = heaviest.map(() => 0);
  for (const row of heaviest.slice(3)) limits[row] = 1 / (0.2 * SIZE);
  expect(nearest.value).toBeCloseTo(exactValue(kernel, meanOf(window), limits), 3);
  expect(nearest.value).toBeGreaterThan(value);
  for (const row of heaviest.slice(0, 3)) nearest.allow(row, true);
  nearest.solve(500);
  expect(nearest.value).toBeCloseTo(value, 3);
});

test('a window that slides is followed by a few moves, and after a restart nothing is left of it', () => {
  const { matrix, window } = problem(5);
  const sliding = new NearestPart(matrix, SIZE, 0.3);
  for (const [at, row] of window.entries()) {
    sliding.add(row, 1 / 2);
    if (at >= 2) sliding.add(window[at - 2]!, -1 / 2);
    sliding.solve(30);
  }
  const fresh = new NearestPart(matrix, SIZE, 0.3);
  for (const row of window.slice(-2)) fresh.add(row, 1 / 2);
  fresh.solve(500);
  expect(sliding.value).toBeCloseTo(fresh.value, 3);
  sliding.restart();
  for (const row of window.slice(-2)) sliding.add(row, 1 / 2);
  sliding.solve(500);
  expect(sliding.value).toBeCloseTo(fresh.value, 3);
});
