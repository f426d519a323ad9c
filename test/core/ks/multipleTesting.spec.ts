import { expect, test } from 'playwright/test';
import { InvalidOptionError } from '../../../src/core/base/errors.js';
import { benjaminiHochberg, bonferroni } from '../../../src/core/ks/multipleTesting.js';

// The example of Benjamini & Hochberg (1995), section 4.1: fifteen tests of one study.
const study = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
  0.6528, 0.759, 1,
];

test('the study of 1995: Bonferroni rejects three, Benjamini and Hochberg four', () => {
  expect(bonferroni(study, 0.05).rejected).toEqual([0, 1, 2]);
  expect(benjaminiHochberg(study, 0.05).rejected).toEqual([0, 1, 2, 3]);
});

test('adjusted p-values', () => {
  expectClose(bonferroni([0.01, 0.2, 0.5, 0], 0.05).adjusted, [0.04, 0.8, 1, 0]);
  // A later, smaller ratio pulls earlier ones down: .03 · 4/2 = .06 > .031 · 4/3.
  expectClose(benjaminiHochberg([0.9, 0.03, 0.001, 0.031], 0.05).adjusted, [
    0.9,
    0.124 / 3,
    0.004,
    0.124 / 3,
  ]);
  expect(benjaminiHochberg([0.9, 0.03, 0.001, 0.031], 0.05).rejected).toEqual([1, 2, 3]);
});

test('the order in which tests come does not matter', () => {
  const order = [7, 2, 11, 0, 14, 5, 9, 1, 3, 13, 6, 4, 12, 8, 10];
  for (const correct of [bonferroni, benjaminiHochberg]) {
    const { adjusted } = correct(study, 0.05);
    const shuffled = correct(
      order.map((i) => study[i]!),
      0.05,
    );
    expect([...shuffled.adjusted]).toEqual(order.map((i) => adjusted[i]!));
  }
});

test('one test needs no correction, none gives none', () => {
  for (const correct of [bonferroni, benjaminiHochberg]) {
    expect([...correct([0.03], 0.05).adjusted]).toEqual([0.03]);
    expect(correct([0.05], 0.05).rejected).toEqual([0]);
    expect(correct([], 0.05)).toEqual({ adjusted: new Float64Array(0), rejected: [] });
  }
});

test('what is no probability is refused', () => {
  for (const correct of [bonferroni, benjaminiHochberg]) {
    expect(() => correct([0.1, Number.NaN], 0.05)).toThrow(/NaN came at position 1/);
    expect(() => correct([1.5], 0.05)).toThrow(InvalidOptionError);
    expect(() => correct([-0.1], 0.05)).toThrow(InvalidOptionError);
    for (const level of [0, -1, 1.1, Number.NaN]) {
      expect(() => correct([0.1], level)).toThrow(/level: .* came/);
    }
  }
});

function expectClose(actual: Float64Array, expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 14);
}
