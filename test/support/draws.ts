import { expect } from 'playwright/test';

export function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

export function mean(numbers: number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

export function variance(numbers: number[]): number {
  const center = mean(numbers);
  return mean(numbers.map((x) => (x - center) ** 2));
}

export function expectWithin(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );
}
