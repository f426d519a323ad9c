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
  after(budget, 201, 1_000, 5_000_000);
  const before = budget.runTime;
  budget.count(0);
  expect(budget.runTime).toBeCloseTo((before * 201) / 200, 6);
  expect(after(budget, 500, 1_000, 0)).toBeGreaterThan(86_000);
});

test('times that are no numbers are passed over', () => {
  const budget = new RunTimeBudget(daily, 1);
  const before = after(budget, 300, 1_000);
  for (const time of [Number.NaN, Infinity, -Infinity, undefined]) budget.count(time as number);
  budget.count(300_000);
  expect(budget.runTime / before).toBeCloseTo(1, 4);
});

test('seconds taken for milliseconds, and a clock that stands still, are no rate', () => {
  for (const wish of [daily, { per: 'day' }] as const) {
    const declared = declaredRunTime(wish, 1);
    expect(after(new RunTimeBudget(wish, 1), 500, 0.5)).toBe(declared);
    const budget = new RunTimeBudget(wish, 1);
    after(budget, 300, 500);
    expect(after(budget, 5_000, 0, 200_000)).toBe(declared);
    expect(after(budget, 2_000, 500, 200_000)).toBeCloseTo(172_800, -3);
  }
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

test('a clock that goes a day ahead and back, again and again, leaves the rate as it was', () => {
  const budget = new RunTimeBudget(daily, 1);
  after(budget, 300, 500);
  const runTimes = Array.from({ length: 7_200 }, (_, test) => {
    budget.count((300 + test) * 500 + (Math.floor(test / 20) % 2) * 24 * HOUR_MS);
    return budget.runTime;
  });
  expect(Math.min(...runTimes)).toBeGreaterThan(0.98 * 172_800);
});

test('tests that come more slowly from now on are learnt, and faster ones soon again', () => {
  const budget = new RunTimeBudget(daily, 1);
  after(budget, 300, 500);
  const hidden = 2_000 * 60_000;
  expect(after(budget, 2_000, 60_000, 150_000) / 1_728).toBeCloseTo(1, 1);
  expect(after(budget, 3_500, 500, 150_000 + hidden) / 172_800).toBeCloseTo(1, 1);
});

test('bursts keep their rate, whatever the time between them', () => {
  for (const [burst, everyMs] of [
    [5, 300_000],
    [20, HOUR_MS],
    [50, HOUR_MS],
  ] as const) {
    const budget = new RunTimeBudget({ per: 'month', samplesPerSecond: 1 }, 1);
    let sum = 0;
    for (let test = 0; test < 6_000; test++) {
      budget.count(Math.floor(test / burst) * everyMs + (test % burst) * 1_000);
      if (test >= 6_000 - 10 * burst) sum += 1 / budget.runTime;
    }
    const wanted = (2_629_800_000 * burst) / everyMs;
    const least = 0.01 * 2_629_800;
    expect((10 * burst) / sum / Math.max(least, wanted)).toBeCloseTo(1, 1);
  }
});

for (const wish of [daily, { per: 'day' }] as const) {
  test(`each silence adds its counted time to the alarms, and no more: ${JSON.stringify(wish)}`, () => {
    const budget = new RunTimeBudget(wish, 1);
    let now = 0;
    let expected = 0;
    const go = (tests: number, gapMs: number): void => {
      for (let i = 0; i < tests; i++) {
        now += gapMs;
        budget.count(now);
        expected += 1 / budget.runTime;
      }
    };
    go(300, 500);
    expected = 0;
    // The tab is hidden for 60 hours, then a day of two tests a second follows.
    go(3_600, 60_000);
    const hidden = expected;
    go(172_800, 500);
    expect(hidden).toBeLessThan(60 / 24);
    expect(expected - hidden).toBeLessThan(1.25);
    expect(expected - hidden).toBeGreaterThan(0.95);
  });
}

test('no run time falls below a hundredth of the declared one', () => {
  const wrong = { tests: 300, ms: 600 * HOUR_MS };
  expect(new RunTimeBudget(daily, 1, wrong).runTime).toBeCloseTo(1_728, 9);
  expect(new RunTimeBudget({ per: 'day' }, 1, wrong).runTime).toBeCloseTo(864, 9);
  const slow = new RunTimeBudget({ per: 'day' }, 1);
  expect(after(slow, 5_000, HOUR_MS)).toBeCloseTo(864, 9);
  expect(after(slow, 3_500, 1_000, 5_000 * HOUR_MS) / 86_400).toBeCloseTo(1, 1);
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
  expect(new RunTimeBudget({ perSamples: 10_000 }, 1).byChance).toBe('per 10,000 inputs');
  expect(new RunTimeBudget(daily, 1).byChance).toBe('per day');
  const shared = new RunTimeBudget({ ...daily, among: 3 }, 1);
  expect(shared.byChance).toBe('per day, all monitors together');
  expect(shared.runTime).toBe(3 * 172_800);
});
