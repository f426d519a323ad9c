import { expect, test } from 'playwright/test';
import { splitForReducer } from '../../../src/core/mmd/reducedReference.js';

test('a reference is parted in two by a seeded draw', () => {
  const { fit, test: rest } = splitForReducer(500, 3);
  expect([fit.length, rest.length]).toEqual([300, 200]);
  expect([...fit, ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  for (const part of [fit, rest]) expect(part).toEqual(part.slice().sort());
  expect(splitForReducer(500, 3)).toEqual({ fit, test: rest });
  expect(splitForReducer(500, 4).fit).not.toEqual(fit);
});

test('each row is as often in one part as any other', () => {
  const times = new Int32Array(400);
  for (let seed = 0; seed < 1000; seed++) {
    for (const row of splitForReducer(400, seed).fit) times[row]!++;
  }
  // Binomial, 600 ± 15.5.
  expect(Math.min(...times)).toBeGreaterThan(600 - 5 * 15.5);
  expect(Math.max(...times)).toBeLessThan(600 + 5 * 15.5);
});
