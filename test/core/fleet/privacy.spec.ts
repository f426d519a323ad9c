import { expect, test } from 'playwright/test';
import { seededRandom } from '../../../src/core/base/random.js';
import { analyticGaussianSigma, totalEpsilon } from '../../../src/core/fleet/analyticGaussian.js';
import { times } from '../../../src/core/fleet/featureMap.js';
import { impossibleSketch } from '../../../src/core/fleet/impossibleSketch.js';
import { noisySums } from '../../../src/core/fleet/noisySums.js';
import { landmarkColumns } from '../../../src/core/fleet/sketchSpace.js';
import { normalTail } from '../../../src/core/mmd/outcome.js';
import { gaussianRows, made, map } from './smallFleet.js';

/** δ of gaussian noise with sensitivity 1, as Balle & Wang state it. */
const deltaOf = (epsilon: number, sigma: number) =>
  normalTail(epsilon * sigma - 1 / (2 * sigma)) -
  Math.exp(epsilon) * normalTail(epsilon * sigma + 1 / (2 * sigma));

test('σ is the smallest that keeps δ', () => {
  for (const epsilon of [0.1, 1, 4, 10]) {
    for (const delta of [1e-9, 1e-6, 1e-3]) {
      const sigma = analyticGaussianSigma({ epsilon, delta }, 1);
      expect(deltaOf(epsilon, sigma)).toBeLessThanOrEqual(delta);
      expect(deltaOf(epsilon, sigma * (1 - 1e-6))).toBeGreaterThan(delta);
      // Dwork & Roth's σ, which holds for ε ≤ 1 and is larger than need be.
      if (epsilon <= 1) expect(sigma).toBeLessThan(Math.sqrt(2 * Math.log(1.25 / delta)) / epsilon);
    }
  }
});

test('σ grows with the sensitivity, which is √2 for a mean', () => {
  const privacy = { epsilon: 1, delta: 1e-6 };
  const one = analyticGaussianSigma(privacy, 1);
  expect(analyticGaussianSigma(privacy)).toBeCloseTo(Math.SQRT2 * one, 8);
  expect(analyticGaussianSigma(privacy, 3)).toBeCloseTo(3 * one, 8);
});

test('δ is the integral over what is sent of how much likelier it is than e^ε times', () => {
  const [epsilon, sigma] = [0.7, 1.3];
  let delta = 0;
  const step = 1e-3;
  const density = (x: number) =>
    Math.exp((-x * x) / (2 * sigma ** 2)) / Math.sqrt(2 * Math.PI) / sigma;
  for (let x = -15; x < 15; x += step) {
    delta += Math.max(0, density(x - 1) - Math.exp(epsilon) * density(x)) * step;
  }
  expect(analyticGaussianSigma({ epsilon, delta }, 1)).toBeCloseTo(sigma, 4);
});

test('periods add up to less than their number', () => {
  const privacy = { epsilon: 1, delta: 1e-6 };
  expect(totalEpsilon(privacy, 1)).toBeCloseTo(1, 6);
  const day = totalEpsilon(privacy, 24);
  expect(day).toBeGreaterThan(Math.sqrt(24));
  expect(day).toBeLessThan(24);
  // One mean of √24 times the sensitivity.
  const sigma = analyticGaussianSigma(privacy, 1) / Math.sqrt(24);
  expect(deltaOf(day, sigma)).toBeCloseTo(1e-6, 10);
  expect(totalEpsilon({ epsilon: 10, delta: 1e-6 }, 1e6)).toBe(Number.POSITIVE_INFINITY);
});

test('noise has the same variance along all coordinates, and no sum is told exactly', async () => {
  const mapped = await map();
  const privacy = { epsilon: 1, delta: 1e-6 };
  const sigma = analyticGaussianSigma(privacy);
  const exact = { count: 47, sums: [20, 30, 10, 5, 40] };
  const random = seededRandom(5);
  const runs = 4_000;
  const products = new Float64Array(25);
  const means = new Float64Array(5);
  for (let run = 0; run < runs; run++) {
    const { count, sums } = noisySums(exact, mapped, privacy, random);
    const noise = times(
      mapped.inverseRoot,
      Float64Array.from(sums, (sum, t) => sum / count - exact.sums[t]! / exact.count),
    );
    for (let i = 0; i < 5; i++) {
      means[i]! += noise[i]! / runs;
      for (let j = 0; j < 5; j++) products[i * 5 + j]! += (noise[i]! * noise[j]!) / runs;
    }
  }
  for (let i = 0; i < 5; i++) {
    expect(Math.abs(means[i]!)).toBeLessThan((4 * sigma) / Math.sqrt(runs));
    for (let j = 0; j < 5; j++) {
      const expected = i === j ? sigma ** 2 : 0;
      // Four deviations of a mean of 4,000 products.
      const tolerance = 4 * sigma ** 2 * Math.sqrt(2 / runs);
      expect(Math.abs(products[i * 5 + j]! - expected)).toBeLessThan(tolerance);
    }
  }
});

test('the count is told to one digit, and never as fewer than 20 from 20 on', async () => {
  const mapped = await map();
  const told = (count: number) =>
    noisySums(
      { count, sums: [0, 0, 0, 0, 0] },
      mapped,
      { epsilon: 4, delta: 1e-6 },
      seededRandom(0),
    ).count;
  expect([20, 24, 26, 94, 96, 1_449, 15_000].map(told)).toEqual([
    20, 20, 30, 90, 100, 1_000, 20_000,
  ]);
});

test('what is out of range is named', () => {
  const sigma = (epsilon: number, delta: number) => () => analyticGaussianSigma({ epsilon, delta });
  expect(sigma(0, 1e-6)).toThrow('epsilon: a number from 0.01 to 100 was expected, 0 came.');
  expect(sigma(Number.NaN, 1e-6)).toThrow(/epsilon: .* NaN came/);
  expect(sigma(1, 0)).toThrow(/delta: .* 0 came/);
  expect(sigma(1, 1)).toThrow(/delta: .* 1 came/);
  expect(() => totalEpsilon({ epsilon: 1, delta: 1e-6 }, 0)).toThrow(/periods: .* 0 came/);
});

test('sums that no rows can have are told, with and without noise', async () => {
  const mapped = await map();
  const columnOf = landmarkColumns(made);
  const rows = gaussianRows(40, 3, 2);
  const sums = new Float64Array(5);
  for (let i = 0; i < 40; i++)
    for (const [t, value] of columnOf(rows, i).entries()) sums[t]! += value;
  const sketch = { count: 40, sums: [...sums], privacy: null };
  expect(impossibleSketch(sketch, mapped)).toBe(undefined);
  const equal = {
    count: 40,
    sums: [...columnOf(made.features, 3)].map((value) => 40 * value),
    privacy: null,
  };
  expect(impossibleSketch(equal, mapped)).toBe(undefined);
  const because = (changed: object) => impossibleSketch({ ...sketch, ...changed }, mapped);
  expect(because({ sums: [1, 2] })).toBe('5 sums were expected, 2 came');
  expect(because({ sums: [41, 1, 1, 1, 1] })).toBe(
    'sums from 0 to the count of 40 were expected, 41 came at 0',
  );
  expect(because({ sums: [1, -1, 1, 1, 1] })).toMatch(/-1 came at 1$/);
  expect(because({ sums: [1, Number.NaN, 1, 1, 1] })).toMatch(/NaN came at 1$/);
  // Like all landmarks at once, which are unlike each other.
  expect(because({ sums: [40, 40, 40, 40, 40] })).toMatch(/times as far out$/);
  const privacy = { epsilon: 1, delta: 1e-6 };
  expect(because({ sums: [40, 40, 40, 40, 40], privacy })).toBe(undefined);
  expect(because({ sums: [1e5, 0, 0, 0, 0], privacy })).toMatch(/times as far out$/);
  const refused = Array.from({ length: 200 }, (_, seed) => {
    const noisy = noisySums(sketch, mapped, privacy, seededRandom(seed));
    return impossibleSketch({ ...noisy, sums: Array.from(noisy.sums), privacy }, mapped);
  });
  expect(refused.filter(Boolean)).toEqual([]);
});
