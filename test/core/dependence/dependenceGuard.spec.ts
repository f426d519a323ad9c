import { expect, test } from 'playwright/test';
import { InvalidOptionError } from '../../../src/core/base/errors.js';
import { DependenceGuard, type GuardOptions } from '../../../src/core/dependence/guard.later.js';
import { StrideRule } from '../../../src/core/dependence/sampling.js';
import { frames, rowsOf } from './frames.js';

const [WIDTH, WINDOW] = [16, 20];
const reference = rowsOf(frames(0, WIDTH, 1), 100);

test('independent inputs are all admitted and never measured', async () => {
  const guard = await guardOf({ sampling: 'independent' });
  const { keep } = watch(guard, frames(0.9, WIDTH, 2), 200);
  expect(keep).toEqual([]);
  expect(guard.stride).toBe(1);
  expect(guard.correlation).toBeUndefined();
  expect(guard.effectiveSampleSize(WINDOW)).toBe(WINDOW);
  expect(guard.judgement).toEqual({
    state: 'independent',
    reason: 'Inputs are taken to be independent of each other.',
  });
});

test('an independent video is accepted after 32 inputs, all of them kept', async () => {
  const guard = await guardOf();
  const next = frames(0, WIDTH, 3);
  watch(guard, next, 31);
  expect(guard.judgement).toEqual({
    state: 'undecided',
    reason: 'Measuring how much successive inputs resemble each other: 31 of 32 inputs so far.',
  });
  expect(guard.correlation).toBeUndefined();
  expect(guard.effectiveSampleSize(WINDOW)).toBeUndefined();
  watch(guard, next, 1);
  expect(guard.judgement.state).toBe('independent');
  expect(guard.judgement.reason).toMatch(
    /^Successive inputs hardly resemble each other \(correlation -?\.0\d\); each one is kept\.$/,
  );
  expect(guard.effectiveSampleSize(WINDOW)).toBeGreaterThan(16);
});

for (const [rho, low, high] of [
  [0.5, 4, 24],
  [0.9, 22, 90],
  [0.97, 60, 280],
] as const) {
  test(`ρ ${rho}: the stride grows to between ${low} and ${high}`, async () => {
    for (const seed of [4, 5, 6]) {
      const guard = await guardOf();
      const next = frames(rho, WIDTH, seed);
      let spacing = 1;
      for (let frame = 0; frame < 30_000 && guard.judgement.state !== 'independent'; frame++) {
        const row = next();
        if (!guard.offer(frame)) continue;
        const { keepEvery } = guard.admitted(row);
        expect(keepEvery * spacing).toBeGreaterThanOrEqual(guard.stride);
        spacing = guard.stride;
      }
      expect(guard.judgement.state).toBe('independent');
      expect(guard.stride).toBeGreaterThanOrEqual(low);
      expect(guard.stride).toBeLessThanOrEqual(high);
      expect(guard.judgement.reason).toMatch(/only every \d+(st|nd|rd|th) is kept\.$/);
    }
  });
}

test('while the stride grows, the reason says what was found and how far the looking is', async () => {
  const guard = await guardOf();
  watch(guard, frames(0.95, WIDTH, 7), 32);
  expect(guard.stride).toBeGreaterThan(5);
  expect(guard.correlation).toBeUndefined();
  expect(guard.judgement.state).toBe('undecided');
  expect(guard.judgement.reason).toMatch(
    /^Successive inputs resemble each other \(correlation \.9\d\), so that only every \d+(st|nd|rd|th) is kept\. Measuring again: 1 of 32 inputs so far\.$/,
  );
});

test('a scene that becomes slow is noticed within 32 inputs, a livelier one in time', async () => {
  const guard = await guardOf();
  watch(guard, frames(0, WIDTH, 8), 200);
  expect(guard.judgement.state).toBe('independent');
  watch(guard, frames(0.95, WIDTH, 9), 32);
  expect(guard.judgement.state).toBe('undecided');
  watch(guard, frames(0.95, WIDTH, 10), 8_000);
  const slow = guard.stride;
  expect(slow).toBeGreaterThan(30);
  watch(guard, frames(0, WIDTH, 11), 60_000);
  expect(guard.stride).toBeLessThan(slow / 4);
  expect(guard.judgement.state).toBe('independent');
});

test('where the largest stride does not suffice, it says so and tries again', async () => {
  const guard = await guardOf({ maxStride: 50 });
  const { keep } = watch(guard, frames(0.9999, WIDTH, 12), 2_000);
  expect(guard.judgement.state).toBe('insufficient');
  expect(guard.judgement.reason).toMatch(
    /^The scene changes too slowly to be tested: even inputs \d+ apart resemble each other \(correlation (\.9\d|1\.00)\), so that 20 of them tell too little\. Measuring again: \d+ of 32 inputs so far\.$/,
  );
  expect(keep).toContain(WINDOW);
  watch(guard, frames(0, WIDTH, 13), 4_000);
  expect(guard.judgement.state).toBe('independent');
});

for (const [name, change] of [
  ['an abrupt shift', (x: number) => x + 0.8],
  ['a great shift', (x: number) => x + 20],
  ['shrinking variance', (x: number) => x / 10],
] as const) {
  test(`${name} among independent inputs leaves them independent`, async () => {
    let stayed = 0;
    for (let seed = 0; seed < 40; seed++) {
      const guard = await guardOf();
      const next = frames(0, WIDTH, 100 + seed);
      watch(guard, next, 64 + seed);
      const before = guard.stride;
      const { keep } = watch(guard, () => next().map(change), 60);
      if (guard.stride <= before && keep.length === 0) stayed++;
    }
    expect(stayed).toBeGreaterThanOrEqual(34);
  });
}

for (const sampling of ['independent', 'video', { every: 2 }, { minIntervalMs: 2 }] as const) {
  test(`${JSON.stringify(sampling)}: a frozen source is insufficient until it moves`, async () => {
    const guard = await guardOf({ sampling });
    const next = frames(0, WIDTH, 14);
    watch(guard, next, 150);
    expect(guard.judgement.state).toBe('independent');
    const row = next();
    watch(guard, () => row, 300);
    const { run } = /last (?<run>\d+) inputs are identical/.exec(guard.judgement.reason)!.groups!;
    expect(guard.judgement).toEqual({
      state: 'insufficient',
      reason: `The last ${run} inputs are identical; is the camera frozen?`,
    });
    expect(Number(run)).toBeGreaterThanOrEqual(100);
    expect(guard.correlation).toBe(1);
    expect(guard.effectiveSampleSize(WINDOW)).toBeLessThan(1);
    expect(watch(guard, next, 6).keep).toEqual([WINDOW]);
    expect(guard.judgement.state).toBe(sampling === 'independent' ? 'independent' : 'undecided');
    watch(guard, next, 400);
    expect(guard.judgement.state).toBe('independent');
  });
}

test('inputs that hardly vary are insufficient', async () => {
  const guard = await guardOf();
  const next = frames(0, WIDTH, 15);
  watch(guard, () => next().map((x) => 3 + 1e-5 * x), 40);
  expect(guard.judgement).toEqual({
    state: 'insufficient',
    reason:
      "The last 32 inputs differ by less than a thousandth of what the reference's do; " +
      'is the camera frozen?',
  });
});

test('constant features, in the reference too, are never NaN', async () => {
  const values = new Float32Array(40 * 3).fill(0.3);
  const flat = { values, count: 40, width: 3 };
  const guard = await DependenceGuard.create(flat, { sampling: 'video', windowSize: WINDOW });
  watch(guard, () => new Float32Array(3).fill(0.3), 100);
  expect(guard.judgement.reason).toBe('The last 100 inputs are identical; is the camera frozen?');
  expect(guard.correlation).toBe(1);
  watch(guard, frames(0, 3, 16), 70);
  expect(guard.judgement.state).toBe('independent');
});

test('narrow features need more rows', async () => {
  const line = rowsOf(frames(0, 1, 17), 100);
  const guard = await DependenceGuard.create(line, { sampling: 'video', windowSize: WINDOW });
  const next = frames(0, 1, 18);
  watch(guard, next, 40);
  expect(guard.judgement.reason).toMatch(/: 40 inputs so far, which do not yet tell\.$/);
  watch(guard, next, 600);
  expect(guard.judgement.state).toBe('independent');
});

test('fixed thinning that does not suffice is reported, with what would', async () => {
  const guard = await guardOf({ sampling: { every: 3 } });
  watch(guard, frames(0.9, WIDTH, 19), 600);
  expect(guard.stride).toBe(3);
  expect(guard.correlation).toBeGreaterThan(0.6);
  expect(guard.judgement.state).toBe('insufficient');
  expect(guard.judgement.reason).toMatch(
    /^Successive inputs resemble each other \(correlation \.[678]\d\), though only every 3rd is kept\. About every \d+(st|nd|rd|th) would do\.$/,
  );
  watch(guard, frames(0, WIDTH, 20), 1_000);
  expect(guard.judgement.state).toBe('independent');
});

test('an interval that does not suffice is reported, with what would', async () => {
  const guard = await guardOf({ sampling: { minIntervalMs: 4 } });
  watch(guard, frames(0.9, WIDTH, 21), 600);
  expect(guard.stride).toBe(4);
  expect(guard.judgement.reason).toMatch(
    /though only one per 4 ms is kept\. About an interval \d+ times as long would do\.$/,
  );
});

test('the same rows and times give the same decisions', async () => {
  const decisions = async () => {
    const guard = await guardOf();
    const { keep, admitted } = watch(guard, frames(0.8, WIDTH, 22), 3_000);
    return [keep, admitted, guard.stride, guard.correlation, guard.judgement];
  };
  expect(await decisions()).toEqual(await decisions());
});

test('a rule that was there before the guard is gone on with', async () => {
  const rule = new StrideRule(1);
  rule.offer();
  const guard = await guardOf({ rule });
  watch(guard, frames(0.95, WIDTH, 23), 200);
  expect(rule.stride).toBe(guard.stride);
  expect(rule.stride).toBeGreaterThan(1);
});

test('options out of range are refused by name', async () => {
  for (const [options, message] of [
    [{ windowSize: 1 }, /^windowSize: a whole number from 2 to 1024 was expected, 1 came/],
    [{ maxStride: 0 }, /^maxStride: .* 0 came/],
    [{ sampling: { every: -1 } }, /^sampling\.every: .* -1 came/],
  ] as const) {
    await expect(guardOf(options)).rejects.toThrow(InvalidOptionError);
    await expect(guardOf(options)).rejects.toThrow(message);
  }
});

function guardOf(options: Partial<GuardOptions> = {}): Promise<DependenceGuard> {
  return DependenceGuard.create(reference, { sampling: 'video', windowSize: WINDOW, ...options });
}

/** Offers frames a millisecond apart. @returns What of the window was to stay, and which came in. */
function watch(guard: DependenceGuard, next: () => Float32Array, count: number) {
  const keep: number[] = [];
  const admitted: number[] = [];
  for (let frame = 0; frame < count; frame++) {
    const row = next();
    if (!guard.offer(frame)) continue;
    admitted.push(frame);
    const { keepEvery } = guard.admitted(row);
    if (keepEvery > 1) keep.push(keepEvery);
  }
  return { keep, admitted };
}
