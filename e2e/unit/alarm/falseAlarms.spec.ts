import { expect, test } from 'playwright/test';
import { requireFalseAlarms } from '../../../src/alarm/falseAlarms.js';
import { declaredRunTime, RunTimeBudget } from '../../../src/alarm/runTimeBudget.js';

const daily = { per: 'day', samplesPerSecond: 2 } as const;

/** The run time after so many tests, one every so many milliseconds. */
function after(budget: RunTimeBudget, tests: number, everyMs: number, start = 0): number {
  for (let i = 0; i < tests; i++) budget.count(start + i * everyMs);
  return budget.runTime;
}

test('a wish in samples or in time becomes a number of tests', () => {
  expect(declaredRunTime({ perSamples: 5_000 }, 1)).toBe(5_000);
  expect(declaredRunTime({ perSamples: 5_000 }, 4)).toBe(1_250);
  expect(declaredRunTime(daily, 1)).toBe(172_800);
  expect(declaredRunTime(daily, 8)).toBe(21_600);
  expect(declaredRunTime({ per: 'hour' }, 1)).toBe(3_600);
});

test('the measured rate counts, but never above the declared one', () => {
  const slow = after(new RunTimeBudget(daily, 1), 1_001, 1_000);
  expect(slow).toBeGreaterThan(86_000);
  expect(slow).toBeLessThan(86_900);
  expect(after(new RunTimeBudget(daily, 1), 1_001, 100)).toBe(172_800);
  const undeclared = after(new RunTimeBudget({ per: 'day' }, 1), 1_001, 100);
  expect(undeclared).toBeGreaterThan(860_000);
  expect(undeclared).toBeLessThan(869_000);
});

test('before a hundred tests nothing is measured, and no run time is shorter than a hundred', () => {
  expect(after(new RunTimeBudget(daily, 1), 99, 60_000)).toBe(172_800);
  expect(after(new RunTimeBudget({ per: 'hour' }, 1), 200, 600_000)).toBe(100);
});

test('by a clock that never moves no rate is measured', () => {
  expect(after(new RunTimeBudget({ per: 'day' }, 1), 500, 0)).toBe(86_400);
});

test('a clock that goes backwards stands still', () => {
  const budget = new RunTimeBudget(daily, 1);
  after(budget, 500, 1_000, 5_000_000);
  const before = budget.runTime;
  budget.count(0);
  expect(budget.runTime).toBeCloseTo((before * 501) / 500, 6);
  expect(after(budget, 500, 1_000, 0)).toBeGreaterThan(86_000);
});

test('counts go on after a reload; the time between does not count', () => {
  const first = new RunTimeBudget(daily, 1);
  after(first, 600, 1_000);
  const second = new RunTimeBudget(daily, 1, JSON.parse(JSON.stringify(first.save())));
  const runTime = after(second, 400, 1_000, 1e9);
  expect(runTime).toBeGreaterThan(86_000);
  expect(runTime).toBeLessThan(87_000);
});

test('wishes that are not understood are named', () => {
  for (const wrong of [
    { per: 'fortnight' },
    { perSamples: 99 },
    { per: 'day', samplesPerSecond: 0 },
    { per: 'day', perSamples: 1_000 },
    {},
  ]) {
    const message = `${JSON.stringify(wrong)} came`;
    expect(() => requireFalseAlarms(wrong as never)).toThrow(message);
  }
  expect(new RunTimeBudget({ perSamples: 10_000 }, 1).byChance).toBe('per 10,000 samples');
  expect(new RunTimeBudget(daily, 1).byChance).toBe('per day');
  const shared = new RunTimeBudget({ ...daily, among: 3 }, 1);
  expect(shared.byChance).toBe('per day, all monitors together');
  expect(shared.runTime).toBe(3 * 172_800);
});
