import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { draw, expectWithin, mean, variance } from '../../support/draws.js';

const COUNT = 200_000;

test('seed 0 always begins with the same numbers', () => {
  const random = seededRandom(0);
  const first = Array.from({ length: 6 }, () => random() * 2 ** 32);
  expect(first).toEqual([3483439874, 813757616, 3322532406, 3395545402, 1431711397, 65584628]);
});

test('the same seed gives the same numbers, another seed others', () => {
  const numbers = (seed: number) => draw(100, seededRandom(seed));
  expect(numbers(5)).toEqual(numbers(5));
  expect(numbers(5 + 2 ** 32)).toEqual(numbers(5));
  expect(numbers(-1)).toEqual(numbers(2 ** 32 - 1));
  expect(numbers(5).filter((x, i) => x === numbers(6)[i])).toEqual([]);
});

test('neighbouring seeds are unrelated', () => {
  const first = Array.from({ length: COUNT }, (_, seed) => seededRandom(seed)());
  expectUniform(first);
});

test('uniform numbers are uniform and unrelated to the one before', () => {
  const numbers = draw(COUNT, seededRandom(1));
  for (const x of numbers) if (!(x >= 0 && x < 1)) throw new Error(`${x} is not in [0, 1)`);
  expectUniform(numbers);
});

test('normal numbers have the moments and tails of the normal distribution', () => {
  const numbers = draw(COUNT, normal(seededRandom(2)));
  const moment = (power: number) => mean(numbers.map((z) => z ** power));
  // The standard errors: the variances of z, z², z³ and z⁴ are 1, 2, 15 and 96.
  expectWithin(moment(1), 0, 5 * Math.sqrt(1 / COUNT));
  expectWithin(moment(2), 1, 5 * Math.sqrt(2 / COUNT));
  expectWithin(moment(3), 0, 5 * Math.sqrt(15 / COUNT));
  expectWithin(moment(4), 3, 5 * Math.sqrt(96 / COUNT));
  for (const [bound, share] of [
    [1, 0.317311],
    [2, 0.0455],
    [3, 0.0027],
  ] as const) {
    const beyond = mean(numbers.map((z) => Number(Math.abs(z) > bound)));
    expectWithin(beyond, share, 5 * Math.sqrt((share * (1 - share)) / COUNT));
  }
});

test('neighbouring normal numbers are independent, those of one pair too', () => {
  const numbers = draw(COUNT, normal(seededRandom(3)));
  expectWithin(neighbourCorrelation(numbers), 0, 5 / Math.sqrt(COUNT));
  expectWithin(neighbourCorrelation(numbers.map((z) => z * z)), 0, 5 / Math.sqrt(COUNT));
});

test('a uniform 0 gives a finite normal number', () => {
  expect(
    draw(
      2,
      normal(() => 0),
    ).every(Number.isFinite),
  ).toBe(true);
});

/** χ² over 256 equal cells (255 degrees of freedom, ± 5 standard errors), and no correlation. */
function expectUniform(numbers: number[]): void {
  const cells = new Array<number>(256).fill(0);
  for (const x of numbers) cells[Math.floor(x * 256)]!++;
  const expected = numbers.length / 256;
  const chiSquared = cells.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
  expectWithin(chiSquared, 255, 5 * Math.sqrt(2 * 255));
  expectWithin(neighbourCorrelation(numbers), 0, 5 / Math.sqrt(numbers.length));
}

function neighbourCorrelation(numbers: number[]): number {
  const center = mean(numbers);
  const products = numbers.slice(1).map((x, i) => (x - center) * (numbers[i]! - center));
  return mean(products) / variance(numbers);
}
