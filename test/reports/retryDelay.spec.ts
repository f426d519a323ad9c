import { expect, test } from 'playwright/test';
import { retryAfterMs, retryDelayMs } from '../../src/reports/post.js';

test('waits double up to a bound, less a random part of at most half', () => {
  const bounds = { retryMs: 100, maxRetryMs: 1_000 };
  const longest = [1, 2, 3, 4, 5, 2_000].map((attempt) => retryDelayMs(attempt, 0, bounds));
  expect(longest).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(retryDelayMs(2, 0.5, bounds)).toBe(150);
  expect(retryDelayMs(5, 1 - 2 ** -32, bounds)).toBeCloseTo(500, 3);
});

test('Retry-After is seconds or a date, and bounded by a day', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs(' 3 ', now)).toBe(3_000);
  expect(retryAfterMs('Wed, 21 Oct 2026 07:29:30 GMT', now)).toBe(90_000);
  expect(retryAfterMs('Wed, 21 Oct 2026 07:20:00 GMT', now)).toBe(0);
  expect(retryAfterMs('99999999', now)).toBe(86_400_000);
  for (const unreadable of [null, '', 'soon', '-5']) expect(retryAfterMs(unreadable, now)).toBe(0);
});
