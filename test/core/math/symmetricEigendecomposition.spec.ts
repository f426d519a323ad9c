import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { largestEigenpairs } from '../../../src/core/math/eigenHouseholder.js';
import { symmetricEigen } from '../../../src/core/math/eigenLanczos.js';
import { gramMatrix } from '../../../src/core/math/pca.js';

const pause = async () => {};

for (const [name, size, entry] of [
  ['random', 40, random(1)],
  ['random, 1 × 1', 1, random(2)],
  ['random, 2 × 2', 2, random(3)],
  ['random, 3 × 3', 3, random(4)],
  ['of one value', 12, () => 1],
  ['zero', 6, () => 0],
  ['the identity', 9, (i, j) => Number(i === j)],
  ['diagonal', 8, (i, j) => (i === j ? i - 3 : 0)],
  ['of a path, tridiagonal already', 30, (i, j) => (i === j ? 2 : Number(i - j === 1) * -1)],
  ['of two equal blocks', 10, (i, j) => (i % 2 === j % 2 ? 1 / (1 + (i >> 1) + (j >> 1)) : 0)],
  ['of a ring, every eigenvalue twice', 24, (i, j) => Number(i - j === 1 || i - j === 23)],
  ['with nearly equal eigenvalues', 20, (i, j) => (i === j ? 1 + i * 1e-14 : 1e-15)],
  ['of large numbers', 15, (i, j) => 1e80 * random(5)(i, j)],
  ['of small numbers', 15, (i, j) => 1e-80 * random(6)(i, j)],
] satisfies [string, number, (i: number, j: number) => number][]) {
  test(`a matrix ${name}: all its eigenpairs`, async () => {
    const matrix = symmetric(size, entry);
    const { values, vectors } = await largestEigenpairs(matrix.slice(), size, size, pause);
    const expected = symmetricEigen(matrix.slice(), size);
    const norm = Math.max(...matrix.map(Math.abs)) * size;
    const worst = { value: 0, product: 0, residual: 0 };
    const record = (name: keyof typeof worst, error: number) => {
      if (!(error <= worst[name])) worst[name] = error;
    };
    for (let a = 0; a < size; a++) {
      record('value', Math.abs(values[a]! - expected.values[a]!));
      for (let b = 0; b < size; b++) {
        record('product', Math.abs(dot(vectors[a]!, vectors[b]!) - Number(a === b)));
      }
      for (let i = 0; i < size; i++) {
        const image = dot(matrix.subarray(i * size, (i + 1) * size), vectors[a]!);
        record('residual', Math.abs(image - values[a]! * vectors[a]![i]!));
      }
    }
    expect(worst.value).toBeLessThanOrEqual(1e-14 * norm);
    expect(worst.product).toBeLessThan(5e-13);
    expect(worst.residual).toBeLessThanOrEqual(1e-13 * norm);
  });
}

test('fewer pairs are the first ones', async () => {
  const matrix = symmetric(30, random(7));
  const all = await largestEigenpairs(matrix.slice(), 30, 30, pause);
  const few = await largestEigenpairs(matrix.slice(), 30, 4, pause);
  expect(few.values).toEqual(all.values.slice(0, 4));
  expect(few.vectors).toEqual(all.vectors.slice(0, 4));
});

test('inner products of rows, any number of them', async () => {
  for (let count = 1; count < 11; count++) {
    const width = 7;
    const next = seededRandom(8);
    const rows = Float64Array.from({ length: count * width }, () => next() - 0.5);
    const gram = await gramMatrix(rows, count, width, pause);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const [a, b] = [i, j].map((row) => rows.subarray(row * width, (row + 1) * width));
        expect(gram[i * count + j]).toBeCloseTo(dot(a!, b!), 12);
      }
    }
  }
});

function symmetric(size: number, entry: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return entry(Math.max(i, j), Math.min(i, j));
  });
}

function random(seed: number): (i: number, j: number) => number {
  const next = seededRandom(seed);
  const known = Array.from({ length: 2000 }, () => next() - 0.5);
  return (i, j) => known[(i * (i + 1)) / 2 + j]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, t) => sum + x * b[t]!, 0);
}
