import { expect, test } from 'playwright/test';
import { requireFalseAlarms } from '../../../src/core/alarm/falseAlarms.js';
import { declaredRunTime, RunTimeBudget } from '../../../src/core/alarm/runTimeBudget.js';

const HOUR_MS = 3_600_000;
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

for (const wish of [daily, { ...daily, per: 'week' }, { per: 'day' }] as const) {
  test(`a silence of 60 hours leaves the rate as it was: ${JSON.stringify(wish)}`, () => {
    const budget = new RunTimeBudget(wish, 1);
    const before = after(budget, 300, 500);
    const silence = 300 * 500 + 60 * HOUR_MS;
    const runTimes = Array.from({ length: 400 }, (_, test) => {
      budget.count(silence + test * 500);
      return budget.runTime;
    });
    expect(Math.min(...runTimes)).toBeGreaterThan(0.98 * before);
    expect(before).toBeGreaterThanOrEqual(172_800);
  });
}

test('a silence among the first tests does not count either, and none is kept', () => {
  for (const first of [1, 2, 5, 99]) {
    const budget = new RunTimeBudget(daily, 1);
    after(budget, first, 500);
    expect(after(budget, 120 - first, 500, 60 * HOUR_MS)).toBeGreaterThan(0.95 * 172_800);
    const reloaded = new RunTimeBudget(daily, 1, budget.save());
    reloaded.count(0);
    reloaded.count(60 * HOUR_MS);
    expect(reloaded.runTime).toBeGreaterThan(0.95 * 172_800);
    expect(new RunTimeBudget(daily, 1, reloaded.save()).runTime).toBeGreaterThan(0.95 * 172_800);
  }
});

test('a clock that jumps a day ahead and back leaves the rate as it was', () => {
  const budget = new RunTimeBudget(daily, 1);
  after(budget, 300, 500);
  const runTimes = Array.from({ length: 300 }, (_, test) => {
    const isAhead = test >= 40 && test < 60;
    budget.count((300 + test) * 500 + (isAhead ? 24 * HOUR_MS : 0));
    return budget.runTime;
  });
  expect(Math.min(...runTimes)).toBeGreaterThan(0.98 * 172_800);
});

test('tests that come more slowly from now on are learnt, also in bursts', () => {
  const slower = new RunTimeBudget(daily, 1);
  after(slower, 300, 500);
  // Two thousand minutes hold 2,300 tests.
  const slow = after(slower, 2_000, 60_000, 300 * 500);
  expect(slow / ((86_400 * 2_300) / (2_000 * 60 + 150))).toBeCloseTo(1, 1);
  const bursts = new RunTimeBudget({ per: 'month' }, 1);
  for (let test = 0; test < 1_000; test++) {
    bursts.count(Math.floor(test / 5) * 600_000 + (test % 5) * 400);
  }
  expect(bursts.runTime / (2_629_800 / 120)).toBeCloseTo(1, 1);
});

test('no run time falls below a hundredth of the declared one', () => {
  const wrong = { tests: 300, ms: 600 * HOUR_MS };
  expect(new RunTimeBudget(daily, 1, wrong).runTime).toBe(1_728);
  expect(new RunTimeBudget({ per: 'day' }, 1, wrong).runTime).toBe(100);
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
