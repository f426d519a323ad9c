import { expect, test } from 'playwright/test';
import { DependenceGuard } from '../../../src/core/dependence/guard.later.js';
import { createAdmissionRule, type Sampling } from '../../../src/core/dependence/sampling.js';
import { frames, rowsOf } from './frames.js';

const [WIDTH, WINDOW] = [16, 20];
const reference = rowsOf(frames(0, WIDTH, 1), 100);

test('independent inputs are all admitted and never measured', async () => {
  const { guard, watch } = await guarded('independent');
  const { keep } = watch(frames(0.9, WIDTH, 2), 200);
  expect(keep).toEqual([]);
  expect(guard.stride).toBe(1);
  expect(guard.correlation).toBeUndefined();
  expect(guard.effectiveSampleSize(WINDOW)).toBe(WINDOW);
  expect(guard.readiness).toEqual({
    state: 'independent',
    reason: 'Inputs are taken to be independent of each other.',
  });
});

test('an independent video is accepted after 32 inputs, all of them kept', async () => {
  const { guard, watch } = await guarded();
  const next = frames(0, WIDTH, 3);
  watch(next, 31);
  expect(guard.readiness).toEqual({
    state: 'undecided',
    reason: 'Measuring how much successive inputs resemble each other: 31 of 32 inputs so far.',
  });
  expect(guard.correlation).toBeUndefined();
  expect(guard.effectiveSampleSize(WINDOW)).toBeUndefined();
  watch(next, 1);
  expect(guard.state).toBe('independent');
  expect(guard.readiness.reason).toMatch(
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
      const { guard, rule } = await guarded();
      const next = frames(rho, WIDTH, seed);
      let spacing = 1;
      for (let frame = 0; frame < 30_000 && guard.state !== 'independent'; frame++) {
        const row = next();
        if (!rule.offer(frame)) continue;
        const keepEvery = guard.look(row);
        expect(keepEvery * spacing).toBeGreaterThanOrEqual(guard.stride);
        spacing = guard.stride;
      }
      expect(guard.state).toBe('independent');
      expect(guard.stride).toBeGreaterThanOrEqual(low);
      expect(guard.stride).toBeLessThanOrEqual(high);
      expect(guard.readiness.reason).toMatch(/only every \d+(st|nd|rd|th) is kept\.$/);
    }
  });
}

test('while the stride grows, the reason says what was found and how far the looking is', async () => {
  const { guard, watch } = await guarded();
  watch(frames(0.95, WIDTH, 7), 32);
  expect(guard.stride).toBeGreaterThan(5);
  expect(guard.correlation).toBeUndefined();
  expect(guard.state).toBe('undecided');
  expect(guard.readiness.reason).toMatch(
    /^Successive inputs resemble each other \(correlation \.9\d\), so that only every \d+(st|nd|rd|th) is kept\. Measuring again: 1 of 32 inputs so far\.$/,
  );
});

test('a scene that becomes slow is noticed within 32 inputs, a livelier one in time', async () => {
  const { guard, watch } = await guarded();
  watch(frames(0, WIDTH, 8), 200);
  expect(guard.state).toBe('independent');
  watch(frames(0.95, WIDTH, 9), 32);
  expect(guard.state).toBe('undecided');
  watch(frames(0.95, WIDTH, 10), 8_000);
  const slow = guard.stride;
  expect(slow).toBeGreaterThan(30);
  watch(frames(0, WIDTH, 11), 60_000);
  expect(guard.stride).toBeLessThan(slow / 4);
  expect(guard.state).toBe('independent');
});

test('where the largest stride does not suffice, it says so and tries again', async () => {
  const { guard, watch } = await guarded();
  const { keep } = watch(frames(0.9999, WIDTH, 12), 6_000);
  expect(guard.state).toBe('insufficient');
  expect(guard.readiness.reason).toMatch(
    /^The scene changes too slowly to be tested: even inputs \d+ apart resemble each other \(correlation (\.9\d|1\.00)\), so that 20 of them tell too little\. Measuring again: \d+ of 32 inputs so far\.$/,
  );
  expect(keep).toContain(Number.POSITIVE_INFINITY);
  watch(frames(0, WIDTH, 13), 60_000);
  expect(guard.state).toBe('independent');
});

for (const [name, change] of [
  ['an abrupt shift', (x: number) => x + 0.8],
  ['a great shift', (x: number) => x + 20],
  ['shrinking variance', (x: number) => x / 10],
] as const) {
  test(`${name} among independent inputs leaves them independent`, async () => {
    let stayed = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { guard, watch } = await guarded();
      const next = frames(0, WIDTH, 100 + seed);
      watch(next, 64 + seed);
      const before = guard.stride;
      const { keep } = watch(() => next().map(change), 60);
      if (guard.stride <= before && keep.length === 0) stayed++;
    }
    expect(stayed).toBeGreaterThanOrEqual(34);
  });
}

for (const sampling of ['independent', 'video', { every: 2 }, { minIntervalMs: 2 }] as const) {
  test(`${JSON.stringify(sampling)}: a frozen source is insufficient until it moves`, async () => {
    const { guard, watch } = await guarded(sampling);
    const next = frames(0, WIDTH, 14);
    watch(next, 150);
    expect(guard.state).toBe('independent');
    const row = next();
    watch(() => row, 300);
    const { run } = /last (?<run>\d+) inputs are identical/.exec(guard.readiness.reason)!.groups!;
    expect(guard.readiness).toEqual({
      state: 'insufficient',
      reason: `The last ${run} inputs are identical; is the camera frozen?`,
    });
    expect(Number(run)).toBeGreaterThanOrEqual(100);
    expect(guard.correlation).toBe(1);
    expect(guard.effectiveSampleSize(WINDOW)).toBeLessThan(1);
    expect(watch(next, 6).keep).toEqual([Number.POSITIVE_INFINITY]);
    expect(guard.state).toBe(sampling === 'independent' ? 'independent' : 'undecided');
    watch(next, 400);
    expect(guard.state).toBe('independent');
  });
}

test('inputs that hardly vary are insufficient', async () => {
  const { guard, watch } = await guarded();
  const next = frames(0, WIDTH, 15);
  watch(() => next().map((x) => 3 + 1e-5 * x), 40);
  expect(guard.readiness).toEqual({
    state: 'insufficient',
    reason:
      "The last 32 inputs differ by less than a thousandth of what the reference's do; " +
      'is the camera frozen?',
  });
});

test('constant features, in the reference too, are never NaN', async () => {
  const values = new Float32Array(40 * 3).fill(0.3);
  const flat = { values, count: 40, width: 3 };
  const { guard, watch } = await guarded('video', flat);
  watch(() => new Float32Array(3).fill(0.3), 100);
  expect(guard.readiness.reason).toBe('The last 100 inputs are identical; is the camera frozen?');
  expect(guard.correlation).toBe(1);
  watch(frames(0, 3, 16), 70);
  expect(guard.state).toBe('independent');
});

test('narrow features need more rows', async () => {
  const line = rowsOf(frames(0, 1, 17), 100);
  const { guard, watch } = await guarded('video', line);
  const next = frames(0, 1, 18);
  watch(next, 40);
  expect(guard.readiness.reason).toMatch(/: 40 inputs so far, which do not yet tell\.$/);
  watch(next, 600);
  expect(guard.state).toBe('independent');
});

test('fixed thinning that does not suffice is reported, with what would', async () => {
  const { guard, watch } = await guarded({ every: 3 });
  watch(frames(0.9, WIDTH, 19), 600);
  expect(guard.stride).toBe(3);
  expect(guard.correlation).toBeGreaterThan(0.6);
  expect(guard.state).toBe('insufficient');
  expect(guard.readiness.reason).toMatch(
    /^Successive inputs resemble each other \(correlation \.[678]\d\), though only every 3rd is kept\. About every \d+(st|nd|rd|th) would do\.$/,
  );
  watch(frames(0, WIDTH, 20), 1_000);
  expect(guard.state).toBe('independent');
});

test('an interval that does not suffice is reported, with what would', async () => {
  const { guard, watch } = await guarded({ minIntervalMs: 4 });
  watch(frames(0.9, WIDTH, 21), 600);
  expect(guard.stride).toBe(4);
  expect(guard.readiness.reason).toMatch(
    /though only one per 4 ms is kept\. About an interval \d+ times as long would do\.$/,
  );
});

test('the same rows and times give the same decisions', async () => {
  const decisions = async () => {
    const { guard, watch } = await guarded();
    const { keep, admitted } = watch(frames(0.8, WIDTH, 22), 3_000);
    return [keep, admitted, guard.stride, guard.correlation, guard.readiness];
  };
  expect(await decisions()).toEqual(await decisions());
});

/** A guard, the rule that its inputs are offered to, and both at work. */
async function guarded(sampling: Sampling = 'video', rows = reference) {
  const rule = createAdmissionRule(sampling);
  const guard = await DependenceGuard.create(rows, { sampling, windowSize: WINDOW, rule });
  /** Offers frames a millisecond apart. @returns What of the window was to stay, and which came in. */
  const watch = (next: () => Float32Array, count: number) => {
    const keep: number[] = [];
    const admitted: number[] = [];
    for (let frame = 0; frame < count; frame++) {
      const row = next();
      if (!rule.offer(frame)) continue;
      admitted.push(frame);
      const keepEvery = guard.look(row);
      if (keepEvery > 1) keep.push(keepEvery);
    }
    return { keep, admitted };
  };
  return { guard, rule, watch };
}
