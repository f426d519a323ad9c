import { expect, test } from 'playwright/test';
import * as library from '../../src/core/base/draws.js';
import { seededRandom as librarysRandom } from '../../src/core/base/random.js';
import { poisson } from '../../src/demo/corruption/noise.js';
import { normal, seededRandom, shuffled } from '../../src/demo/random.js';
import { draw, expectWithin, mean, variance } from '../support/draws.js';

const COUNT = 200_000;

test("the demo draws the library's numbers, so that what is tested of those is true of its own", () => {
  for (const seed of [0, 1, 3555]) {
    expect(draw(1_000, seededRandom(seed))).toEqual(draw(1_000, librarysRandom(seed)));
    const ours = normal(seededRandom(seed));
    expect(draw(1_000, ours)).toEqual(draw(1_000, library.normal(librarysRandom(seed))));
  }
});

test('a shuffle holds every number once, and each comes anywhere as often', () => {
  const random = seededRandom(1);
  const first = new Array<number>(5).fill(0);
  for (let i = 0; i < 5_000; i++) {
    const order = shuffled(5, random);
    if (i < 10) expect([...order].sort().join()).toBe('0,1,2,3,4');
    first[order[0]!]!++;
  }
  for (const count of first) expectWithin(count, 1_000, 5 * Math.sqrt(1_000 * 0.8));
});

for (const rate of [0.05, 1, 3, 12, 60, 500]) {
  test(`Poisson counts of rate ${rate} come as often as they should`, () => {
    const random = seededRandom(4);
    const counts = draw(COUNT, () => poisson(rate, random));
    expectWithin(mean(counts), rate, 5 * Math.sqrt(rate / COUNT));
    expectWithin(variance(counts), rate, 5 * Math.sqrt((2 * rate ** 2 + rate) / COUNT));
    const seen = new Map<number, number>();
    for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
    let probability = Math.exp(-rate);
    for (let count = 0; count < 2 * rate + 20; probability *= rate / ++count) {
      const error = Math.sqrt((probability * (1 - probability)) / COUNT);
      expectWithin((seen.get(count) ?? 0) / COUNT, probability, 5 * error + 2 / COUNT);
    }
  });
}

test('Poisson counts at the ends: rate 0, and uniforms of 0 and just below 1', () => {
  expect(poisson(0, () => 0.999)).toBe(0);
  expect(poisson(60, () => 0)).toBe(0);
  for (const rate of [0, 0.3, 60, 700]) {
    const largest = poisson(rate, () => 1 - Number.EPSILON / 2);
    expect(largest).toBeLessThan(rate + 10 * Math.sqrt(rate) + 20);
  }
});

test('a Poisson rate out of range is refused with what came', () => {
  for (const rate of [-0.1, 701, Number.NaN]) {
    expect(() => poisson(rate, seededRandom(0))).toThrow(RangeError);
    expect(() => poisson(rate, seededRandom(0))).toThrow(`${rate} came`);
  }
});
