import { expect, test } from 'playwright/test';
import { AdaptiveStride, neededStride } from '../../../src/core/dependence/adaptiveStride.js';

const independent = { correlation: 0, isDependent: false, isIndependent: true, isClose: false };
const dependent = (correlation: number) => ({
  correlation,
  isDependent: true,
  isIndependent: false,
  isClose: correlation > 0.3,
});

test('the needed stride brings the correlation to .02', () => {
  for (const rho of [0.1, 0.5, 0.9, 0.97]) {
    const stride = neededStride(1, rho);
    expect(rho ** stride).toBeLessThanOrEqual(0.02);
    expect(rho ** (stride - 1)).toBeGreaterThan(0.02);
  }
  expect(neededStride(7, 0.021)).toBe(8);
  expect(Number.isFinite(neededStride(1, 1))).toBe(true);
});

test('a growth of more than 16 is taken in two steps', () => {
  expect(new AdaptiveStride().next(3, dependent(0.5), 1, 'independent')).toBe(neededStride(3, 0.5));
  expect(new AdaptiveStride().next(1, dependent(0.9), 1, 'independent')).toBe(7);
  expect(new AdaptiveStride().next(10, dependent(1), 1, 'independent')).toBe(160);
});

test('the stride stays while nothing is certain', () => {
  const unclear = { correlation: 0.1, isDependent: false, isIndependent: false, isClose: false };
  expect(new AdaptiveStride().next(9, unclear, 8, 'independent')).toBe(9);
  expect(
    new AdaptiveStride().next(9, { ...independent, correlation: 0.05 }, 8, 'independent'),
  ).toBe(9);
  expect(new AdaptiveStride().next(1, independent, 8, 'independent')).toBe(1);
});

test('it shrinks by a quarter after four blocks without correlation, later after two', () => {
  const stride = new AdaptiveStride();
  expect(stride.next(100, independent, 3, 'independent')).toBe(100);
  expect(stride.next(100, independent, 4, 'independent')).toBe(75);
  expect(stride.next(75, independent, 3, 'independent')).toBe(75);
  expect(stride.next(75, independent, 4, 'independent')).toBe(56);
  expect(stride.next(56, independent, 1, 'independent')).toBe(56);
  expect(stride.next(56, independent, 2, 'independent')).toBe(42);
  expect(stride.next(2, independent, 2, 'independent')).toBe(1);
});

test('a step that had to be taken back is tried again later', () => {
  const stride = new AdaptiveStride();
  expect(stride.next(8, independent, 4, 'independent')).toBe(6);
  expect(stride.next(6, dependent(0.2), 1, 'independent')).toBe(neededStride(6, 0.2));
  expect(stride.next(15, independent, 7, 'independent')).toBe(15);
  expect(stride.next(15, independent, 8, 'independent')).toBe(11);
});

test('rows that need only be apart may resemble each other more, and are not spread for less', () => {
  for (const rho of [0.5, 0.9, 0.97]) {
    const stride = neededStride(1, rho, 'apart');
    expect(rho ** stride).toBeLessThanOrEqual(0.15);
    expect(rho ** (stride - 1)).toBeGreaterThan(0.15);
  }
  expect(new AdaptiveStride().next(3, dependent(0.2), 1, 'apart')).toBe(3);
  expect(new AdaptiveStride().next(3, dependent(0.5), 1, 'apart')).toBe(
    neededStride(3, 0.5, 'apart'),
  );
});
