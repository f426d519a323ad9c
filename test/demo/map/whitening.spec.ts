import { expect, test } from 'playwright/test';
import { Whitening } from '../../../src/demo/map/whitening.js';
import { normal, seededRandom } from '../../../src/demo/random.js';

const WIDTH = 200;

/** Rows whose features are of very different size, and follow from each other in part. */
function rows(count: number, seed: number): number[][] {
  const draw = normal(seededRandom(seed));
  return Array.from({ length: count }, () => {
    const common = draw();
    return Array.from({ length: WIDTH }, (_, at) => 5 + (1 + at) * common + draw());
  });
}

test('over the reference coordinates have mean 0, variance 1, and tell nothing of each other', () => {
  const reference = rows(600, 1);
  const { reference: whitened } = new Whitening(reference);
  const product = (c: number, d: number): number =>
    whitened.reduce((sum, row) => sum + row[c]! * row[d]!, 0) / whitened.length;
  expect(whitened[0]!.length).toBe(64);
  for (const c of [0, 1, 63]) {
    expect(Math.abs(whitened.reduce((sum, row) => sum + row[c]!, 0))).toBeLessThan(1e-6);
    // But for the ridge.
    expect(Math.abs(product(c, c) - 1)).toBeLessThan(0.02);
  }
  expect(Math.abs(product(0, 63))).toBeLessThan(0.01);
});

test('a small shift in all features is large where the reference hardly varies', () => {
  const whitening = new Whitening(rows(600, 2));
  const shifted = rows(50, 3).map((row) => row.map((x, at) => (at % 2 ? x + 1 : x - 1)));
  const lengthOfMean = (some: number[][]): number => {
    const mean = some[0]!.map((_, c) => some.reduce((sum, row) => sum + row[c]!, 0) / some.length);
    return Math.hypot(...mean);
  };
  const calm = lengthOfMean(whitening.of(rows(50, 4)));
  expect(calm).toBeLessThan(2);
  expect(lengthOfMean(whitening.of(shifted))).toBeGreaterThan(3 * calm);
});

test('a reference of few rows and one that repeats itself are whitened, too', () => {
  const few = rows(16, 5);
  expect(new Whitening(few).of(few)[0]!.length).toBe(4);
  const same = Array.from({ length: 100 }, (_, at) => few[at % 3]!);
  expect(new Whitening(same).of(same).flat().every(Number.isFinite)).toBe(true);
});
