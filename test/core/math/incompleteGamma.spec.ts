import { expect, test } from 'playwright/test';
import { incompleteGamma, logGamma } from '../../../src/core/math/incompleteGamma.js';
import { normalTail, pearson3PValue } from '../../../src/core/mmd/outcome.js';

/** a, x, P(a, x), Q(a, x), computed with 60 digits. */
const gammaValues = [
  [0.1, 0.05, 0.7755386354510305, 0.22446136454896942],
  [0.5, 2, 0.9544997361036416, 0.04550026389635842],
  [1, 0.3, 0.2591817793182821, 0.7408182206817179],
  [1.5, 700, 1, 2.945619361016309e-303],
  [4, 1, 0.01898815687615381, 0.9810118431238462],
  [4, 30, 0.9999999995338968, 4.661032000779291e-10],
  [11.5, 11.5, 0.5392291094477082, 0.4607708905522918],
  [30, 30.5, 0.5602516077752159, 0.4397483922247841],
  [30, 400, 1, 6.729817427512383e-130],
  [1000, 700, 1.0158583345333216e-26, 1],
  [1000, 1001, 0.5168114529297863, 0.4831885470702138],
  [1000, 2600, 1, 9.96530460790996e-283],
  [4e5, 3.8e5, 2.7055277670886714e-227, 1],
  [4e5, 400_500, 0.7854600856496621, 0.21453991435033795],
  [4e6, 3_930_000, 8.061530027789636e-272, 1],
  [4e6, 4_000_000, 0.5000664903801593, 0.49993350961984073],
  [4e6, 4_000_001, 0.5002659614829591, 0.49973403851704085],
  [4e6, 4_073_000, 1, 1.644898439386821e-288],
] as const;

for (const [a, x, lower, upper] of gammaValues) {
  test(`incomplete gamma functions at a = ${a}, x = ${x}`, () => {
    const found = incompleteGamma(a, x);
    expectRelative(found.lower, lower);
    expectRelative(found.upper, upper);
  });
}

test('incomplete gamma functions at the ends', () => {
  expect(incompleteGamma(3, 0)).toEqual({ lower: 0, upper: 1 });
  expect(incompleteGamma(3, -1)).toEqual({ lower: 0, upper: 1 });
  expect(incompleteGamma(3, 1e4)).toEqual({ lower: 1, upper: 0 });
  expect(incompleteGamma(3, Infinity)).toEqual({ lower: 1, upper: 0 });
});

test('the upper function falls smoothly across a + 1, where the method changes', () => {
  for (const a of [0.3, 2, 50, 1e4, 4e6]) {
    const at = (x: number) => incompleteGamma(a, x).upper;
    const step = (a + 1) * 1e-9;
    const slope = (at(a + 1 + step) - at(a + 1 - step)) / (2 * step);
    const density = Math.exp(a * Math.log1p(1 / a) - 1 - a + a * Math.log(a) - logGamma(a));
    expect(Math.abs(slope / (-density / (a + 1)) - 1)).toBeLessThan(1e-4);
  }
});

test('log Γ at whole and half numbers', () => {
  let factorial = 1;
  for (let k = 1; k < 100; k++) {
    factorial *= k;
    expect(Math.abs(logGamma(k + 1) - Math.log(factorial))).toBeLessThan(1e-15 * 400);
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
});

for (const [z, tail] of [
  [-8, 0.9999999999999993],
  [-1.5, 0.9331927987311419],
  [0, 0.5],
  [0.1, 0.460172162722971],
  [1, 0.15865525393145705],
  [1.959963984540054, 0.025000000000000012],
  [5, 2.866515718791939e-7],
  [10, 7.619853024160525e-24],
  [20, 2.7536241186062337e-89],
  [37, 5.725571222524577e-300],
] as const) {
  test(`normal tail above ${z}`, () => {
    expectRelative(normalTail(z), tail);
  });
}

/** z, skewness, P(Z ≥ z), computed with 60 digits. */
const pearsonValues = [
  [1.7, 0.9, 0.062110649649184134],
  [12, 0.9, 7.875993606089715e-10],
  [30, 2, 3.442477108469977e-14],
  [500, 2.5, 8.307519487842657e-176],
  [-1, 1.5, 0.8911848793846717],
  [-1.3, 1.5, 0.9976694535150418],
  [-1.5, 1.5, 1],
  [1, -0.8, 0.14959191667500252],
  [2.4, -0.8, 1.2050361162171223e-7],
  [2.5, -0.8, 0],
  [-3, -0.8, 0.9916216866554705],
  [3, 0.0011, 0.0013564054456292997],
  [36, 0.0011, 1.9138972274697271e-280],
  [-20, 0.0011, 1],
  [30, -0.0011, 3.266492437673074e-200],
  [3, 0.0009, 0.0013498980316300946],
  [3, -0.0009, 0.0013498980316300946],
  [3, 0, 0.0013498980316300946],
] as const;

for (const [z, skewness, tail] of pearsonValues) {
  test(`Pearson-III tail above ${z} at skewness ${skewness}`, () => {
    expectRelative(pearson3PValue(z, skewness), tail);
  });
}

function expectRelative(actual: number, expected: number): void {
  if (expected === 0) expect(actual).toBe(0);
  else expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-12);
}
