import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { flippedSums } from '../../../src/core/fleet/signFlips.js';

/** Of unit vectors the sum is the signs. */
function signsOf(count: number, flips: number, seed: number): Float64Array {
  const units = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: count }, (_, t) => Number(t === i)),
  );
  return flippedSums(units, flips, seededRandom(seed));
}

test('each vector has a sign, for any number of them', () => {
  for (const count of [1, 2, 7, 8, 9, 31, 33, 70]) {
    const signs = signsOf(count, 50, count);
    expect(signs).toHaveLength(50 * count);
    expect(signs.every((sign) => sign === 1 || sign === -1)).toBe(true);
  }
});

test('signs are fair, and independent of each other within a flip and from flip to flip', () => {
  const [count, flips] = [37, 4_000];
  const signs = signsOf(count, flips, 3);
  const at = (flip: number, i: number) => signs[flip * count + i]!;
  const meanOf = (value: (flip: number) => number) =>
    Array.from({ length: flips - 1 }, (_, flip) => value(flip)).reduce((a, b) => a + b, 0) / flips;
  for (let i = 0; i < count; i++) {
    // Five deviations of a mean of 4,000 signs.
    expect(Math.abs(meanOf((flip) => at(flip, i)))).toBeLessThan(0.08);
    expect(Math.abs(meanOf((flip) => at(flip, i) * at(flip + 1, i)))).toBeLessThan(0.08);
    for (let j = 0; j < i; j++) {
      expect(Math.abs(meanOf((flip) => at(flip, i) * at(flip, j)))).toBeLessThan(0.08);
    }
  }
});

test('sums are those of the vectors with these signs', () => {
  const random = seededRandom(8);
  const vectors = Array.from({ length: 19 }, () => Float64Array.from({ length: 4 }, random));
  const signs = signsOf(19, 20, 5);
  const sums = flippedSums(vectors, 20, seededRandom(5));
  for (let flip = 0; flip < 20; flip++) {
    for (let t = 0; t < 4; t++) {
      const sum = vectors.reduce((all, one, i) => all + signs[flip * 19 + i]! * one[t]!, 0);
      expect(sums[flip * 4 + t]).toBeCloseTo(sum, 12);
    }
  }
});
