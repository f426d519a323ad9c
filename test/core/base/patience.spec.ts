import { expect, test } from 'playwright/test';
import { TimeoutError } from '../../../src/core/base/errors.js';
import { patiently } from '../../../src/core/base/patience.js';

const never = new Promise<never>(() => {});

test('what settles in time is handed on', async () => {
  await expect(patiently(Promise.resolve(3), 'It')).resolves.toBe(3);
  await expect(patiently(Promise.reject(new Error('no')), 'It')).rejects.toThrow('no');
});

test('what never settles is given up by name', async () => {
  const given = patiently(never, 'The GPU', { ms: 50 });
  await expect(given).rejects.toThrow(TimeoutError);
  await expect(given).rejects.toThrow('The GPU has not answered for 0.05 s and is given up.');
});

test('a signal ends the waiting with its reason, before and while it lasts', async () => {
  const ended = new AbortController();
  const waiting = patiently(never, 'It', { signal: ended.signal });
  ended.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(patiently(never, 'It', { signal: ended.signal })).rejects.toThrow('enough');
});

test('a computer that sleeps in the middle uses up one look of ten', async () => {
  const given = patiently(never, 'It', { ms: 100 });
  const started = performance.now();
  // Asleep: timers wait, and one of them is overdue when it wakes.
  while (performance.now() - started < 150);
  await expect(given).rejects.toThrow(TimeoutError);
  expect(performance.now() - started).toBeGreaterThan(200);
});

test('without a limit it is the signal alone that ends the waiting', async () => {
  const ended = new AbortController();
  const waiting = patiently(never, 'It', { ms: Infinity, signal: ended.signal });
  setTimeout(() => ended.abort(new Error('enough')), 50);
  await expect(waiting).rejects.toThrow('enough');
});
