import { expect, test } from 'playwright/test';
import type { Spacing } from '../../../src/core/dependence/adaptiveStride.js';
import { DependenceGuard } from '../../../src/core/dependence/guard.js';
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
  expect(guard.readinessFor('independent')).toEqual({
    state: 'independent',
    reason: 'Inputs are taken to be independent of each other.',
  });
});

test('an independent video is accepted after 32 inputs, all of them kept', async () => {
  const { guard, watch } = await guarded();
  const next = frames(0, WIDTH, 3);
  watch(next, 15);
  expect(guard.correlation).toBeUndefined();
  expect(guard.effectiveSampleSize(WINDOW)).toBeUndefined();
  watch(next, 16);
  expect(guard.readinessFor('independent')).toEqual({
    state: 'undecided',
    reason: 'Measuring how much successive inputs resemble each other: 31 of 32 inputs so far.',
  });
  watch(next, 1);
  expect(guard.stateFor('independent')).toBe('independent');
  expect(guard.readinessFor('independent').reason).toMatch(
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
      for (
        let frame = 0;
        frame < 30_000 && guard.stateFor('independent') !== 'independent';
        frame++
      ) {
        const row = next();
        if (!rule.offer(frame)) continue;
        const keepEvery = guard.look(row);
        expect(keepEvery * spacing).toBeGreaterThanOrEqual(guard.stride);
        spacing = guard.stride;
      }
      expect(guard.stateFor('independent')).toBe('independent');
      expect(guard.stride).toBeGreaterThanOrEqual(low);
      expect(guard.stride).toBeLessThanOrEqual(high);
      expect(guard.readinessFor('independent').reason).toMatch(
        /only every \d+(st|nd|rd|th) is kept\.$/,
      );
    }
  });
}

test('while the stride grows, the reason says what was found and how far the looking is', async () => {
  const { guard, watch } = await guarded();
  watch(frames(0.95, WIDTH, 7), 32);
  expect(guard.stride).toBeGreaterThan(5);
  expect(guard.correlation).toBeUndefined();
  expect(guard.stateFor('independent')).toBe('undecided');
  expect(guard.readinessFor('independent').reason).toMatch(
    /^Successive inputs resemble each other \(correlation \.9\d\), so that only every \d+(st|nd|rd|th) is kept\. Measuring again: 1 of 32 inputs so far\.$/,
  );
});

test('a scene that becomes slow is noticed within 32 inputs, a livelier one in time', async () => {
  const { guard, watch } = await guarded();
  watch(frames(0, WIDTH, 8), 200);
  expect(guard.stateFor('independent')).toBe('independent');
  watch(frames(0.95, WIDTH, 9), 32);
  expect(guard.stateFor('independent')).toBe('undecided');
  watch(frames(0.95, WIDTH, 10), 8_000);
  const slow = guard.stride;
  expect(slow).toBeGreaterThan(30);
  watch(frames(0, WIDTH, 11), 60_000);
  expect(guard.stride).toBeLessThan(slow / 4);
  expect(guard.stateFor('independent')).toBe('independent');
});

test('where the largest stride does not suffice, it says so and tries again', async () => {
  const { guard, watch } = await guarded();
  const { keep } = watch(frames(0.9999, WIDTH, 12), 6_000);
  expect(guard.stateFor('independent')).toBe('insufficient');
  expect(guard.readinessFor('independent').reason).toMatch(
    /^The scene changes too slowly to be tested: even inputs \d+ apart resemble each other \(correlation (\.9\d|1\.00)\), so that 20 of them tell too little\. Measuring again: \d+ of 32 inputs so far\.$/,
  );
  expect(keep).toContain(Number.POSITIVE_INFINITY);
  watch(frames(0, WIDTH, 13), 60_000);
  expect(guard.stateFor('independent')).toBe('independent');
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
    expect(guard.stateFor('independent')).toBe('independent');
    const row = next();
    watch(() => row, 300);
    const { run } = /last (?<run>\d+) inputs are identical/.exec(
      guard.readinessFor('independent').reason,
    )!.groups!;
    expect(guard.readinessFor('independent')).toEqual({
      state: 'insufficient',
      reason: `The last ${run} inputs are identical; is the camera frozen?`,
    });
    expect(Number(run)).toBeGreaterThanOrEqual(100);
    expect(guard.correlation).toBe(1);
    expect(guard.effectiveSampleSize(WINDOW)).toBeLessThan(1);
    expect(watch(next, 6).keep).toEqual([Number.POSITIVE_INFINITY]);
    expect(guard.stateFor('independent')).toBe(
      sampling === 'independent' ? 'independent' : 'undecided',
    );
    watch(next, 400);
    expect(guard.stateFor('independent')).toBe('independent');
  });
}

test('inputs that hardly vary are insufficient', async () => {
  const { guard, watch } = await guarded();
  const next = frames(0, WIDTH, 15);
  watch(() => next().map((x) => 3 + 1e-5 * x), 40);
  expect(guard.readinessFor('independent')).toEqual({
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
  expect(guard.readinessFor('independent').reason).toBe(
    'The last 100 inputs are identical; is the camera frozen?',
  );
  expect(guard.correlation).toBe(1);
  watch(frames(0, 3, 16), 70);
  expect(guard.stateFor('independent')).toBe('independent');
});

test('narrow features need more rows', async () => {
  const line = rowsOf(frames(0, 1, 17), 100);
  const { guard, watch } = await guarded('video', line);
  const next = frames(0, 1, 18);
  watch(next, 40);
  expect(guard.readinessFor('independent').reason).toMatch(
    /: 40 inputs so far, which do not yet tell\.$/,
  );
  watch(next, 600);
  expect(guard.stateFor('independent')).toBe('independent');
});

test('fixed thinning that does not suffice is reported, with what would', async () => {
  const { guard, watch } = await guarded({ every: 3 });
  watch(frames(0.9, WIDTH, 19), 600);
  expect(guard.stride).toBe(3);
  expect(guard.correlation).toBeGreaterThan(0.6);
  expect(guard.stateFor('independent')).toBe('insufficient');
  expect(guard.readinessFor('independent').reason).toMatch(
    /^Successive inputs resemble each other \(correlation \.[678]\d\), though only every 3rd is kept\. About every \d+(st|nd|rd|th) would do\.$/,
  );
  watch(frames(0, WIDTH, 20), 1_000);
  expect(guard.stateFor('independent')).toBe('independent');
});

test('an interval that does not suffice is reported, with what would', async () => {
  const { guard, watch } = await guarded({ minIntervalMs: 4 });
  watch(frames(0.9, WIDTH, 21), 600);
  expect(guard.stride).toBe(4);
  expect(guard.readinessFor('independent').reason).toMatch(
    /though only one per 4 ms is kept\. About an interval \d+ times as long would do\.$/,
  );
});

for (const [rho, frame, low, high] of [
  [0.5, 130, 2, 16],
  [0.8, 200, 5, 32],
  [0.9, 300, 10, 60],
  [0.97, 1_000, 32, 250],
] as const) {
  test(`ρ ${rho}: before frame ${frame} neighbours are apart, and rows of before stay`, async () => {
    const firsts: number[] = [];
    const strides: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const { guard, rule } = await guarded();
      const next = frames(rho, WIDTH, 300 + seed);
      let kept = 0;
      let first: number | undefined;
      for (let at = 1; at <= 3_000 && first === undefined; at++) {
        const row = next();
        if (!rule.offer(at)) continue;
        const keepEvery = guard.look(row, 'apart');
        kept = Math.ceil((kept + 1) / keepEvery);
        const isApart = guard.stateFor('apart') === 'independent';
        if (isApart && kept >= 8) first = at;
      }
      firsts.push(first ?? Number.POSITIVE_INFINITY);
      strides.push(guard.stride);
    }
    firsts.sort((a, b) => a - b);
    expect(firsts[14]).toBeLessThanOrEqual(frame);
    strides.sort((a, b) => a - b);
    expect(strides[5]).toBeGreaterThanOrEqual(low);
    expect(strides[14]).toBeLessThanOrEqual(high);
  });
}

test('a step, a ramp and a new level among independent inputs leave neighbours apart', async () => {
  const changes = [
    (x: number, at: number) => x + (at >= 64 ? 5 : 0),
    (x: number, at: number) => x + at / 200,
    (x: number, at: number) => (at >= 64 ? 3 + x / 10 : x),
  ];
  for (const change of changes) {
    let stayed = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { guard, watch } = await guarded('video', reference, 'apart');
      const next = frames(0, WIDTH, 400 + seed);
      let at = 0;
      watch(() => {
        at++;
        return next().map((x) => change(x, at));
      }, 160);
      if (guard.stride === 1 && guard.stateFor('apart') === 'independent') stayed++;
    }
    expect(stayed).toBeGreaterThanOrEqual(38);
  }
});

test('when the stride grows, neighbours are apart at once where that should be enough', async () => {
  const { guard, watch } = await guarded('video', reference, 'apart');
  watch(frames(0, WIDTH, 23), 64);
  expect(guard.stateFor('apart')).toBe('independent');
  const { keep } = watch(frames(0.7, WIDTH, 24), 64);
  expect(keep.every(Number.isFinite)).toBe(true);
  expect(keep.length).toBeGreaterThan(0);
  expect(guard.stateFor('apart')).toBe('independent');
  expect(guard.stateFor('independent')).toBe('undecided');
});

test('the same rows and times give the same decisions', async () => {
  const decisions = async () => {
    const { guard, watch } = await guarded();
    const { keep, admitted } = watch(frames(0.8, WIDTH, 22), 3_000);
    return [keep, admitted, guard.stride, guard.correlation, guard.readinessFor('independent')];
  };
  expect(await decisions()).toEqual(await decisions());
});

/** A guard, the rule that its inputs are offered to, and both at work. */
async function guarded(sampling: Sampling = 'video', rows = reference, spacing?: Spacing) {
  const rule = createAdmissionRule(sampling);
  const guard = await DependenceGuard.create(rows, {
    sampling,
    windowSize: WINDOW,
    rule,
  });
  /** Offers frames a millisecond apart. @returns What of the window was to stay, and which came in. */
  const watch = (next: () => Float32Array, count: number) => {
    const keep: number[] = [];
    const admitted: number[] = [];
    for (let frame = 0; frame < count; frame++) {
      const row = next();
      if (!rule.offer(frame)) continue;
      admitted.push(frame);
      const keepEvery = guard.look(row, spacing);
      if (keepEvery > 1) keep.push(keepEvery);
    }
    return { keep, admitted };
  };
  return { guard, rule, watch };
}
