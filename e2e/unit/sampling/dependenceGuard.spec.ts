import { expect, test } from 'playwright/test';
import { normal } from '../../../src/random/normal.js';
import { seededRandom } from '../../../src/random/seededRandom.js';
import type { FeatureRows } from '../../../src/rows/featureRows.js';
import { DependenceGuard } from '../../../src/sampling/dependenceGuard.js';
import type { Sampling } from '../../../src/sampling/sampling.js';
import { gaussianRows } from '../../support/gaussianReference.js';

const WIDTH = 16;
const reference = gaussianRows(100, WIDTH, 1);

/** Rows of a stationary series of first order, around a level that may change. */
function series(rho: number, seed: number) {
  const gaussian = normal(seededRandom(seed));
  const state = Float64Array.from({ length: WIDTH }, gaussian);
  return (level = 0, scale = 1): Float32Array => {
    for (let c = 0; c < WIDTH; c++) {
      state[c] = rho * state[c]! + Math.sqrt(1 - rho * rho) * gaussian();
    }
    return Float32Array.from(state, (x) => level + scale * x);
  };
}

const guardOf = (sampling: Sampling, rows: FeatureRows = reference, windowSize = 20) =>
  DependenceGuard.create(rows, { sampling, windowSize });

/** Offers so many inputs; returns how many were admitted. */
function offer(guard: DependenceGuard, count: number, next: (at: number) => Float32Array): number {
  let taken = 0;
  for (let at = 0; at < count; at++) {
    const row = next(at);
    if (!guard.offer(at)) continue;
    taken++;
    guard.admitted(row);
  }
  return taken;
}

test('independent rows are all admitted, and found independent after 32', async () => {
  const guard = await guardOf('video');
  const next = series(0, 2);
  offer(guard, 31, () => next());
  expect(guard.judgement.state).toBe('undecided');
  expect(guard.judgement.reason).toContain('31 of 32 looked at');
  expect(offer(guard, 100, () => next())).toBe(100);
  expect(guard.judgement.state).toBe('independent');
  expect(guard.stride).toBe(1);
  expect(Math.abs(guard.correlation!)).toBeLessThan(0.1);
  expect(guard.effectiveSampleSize(20)!).toBeGreaterThan(16);
});

for (const [rho, least, most] of [
  [0.5, 4, 12],
  [0.9, 20, 80],
] as const) {
  test(`rows of correlation ${rho} are thinned until they are independent`, async () => {
    const strides: number[] = [];
    for (let seed = 0; seed < 8; seed++) {
      const guard = await guardOf('video');
      const next = series(rho, 10 + seed);
      let at = 0;
      while (guard.judgement.state !== 'independent' && at < 20_000) {
        const row = next();
        if (guard.offer(at++)) guard.admitted(row);
      }
      expect(guard.judgement.state).toBe('independent');
      strides.push(guard.stride);
    }
    const middle = strides.sort((a, b) => a - b)[4]!;
    expect(middle).toBeGreaterThanOrEqual(least);
    expect(middle).toBeLessThanOrEqual(most);
  });
}

test('when the stride grows, what is too close in the window must go', async () => {
  const guard = await guardOf('video');
  const next = series(0.9, 3);
  const kept: number[] = [];
  for (let at = 0; at < 200; at++) {
    const row = next();
    if (guard.offer(at)) kept.push(guard.admitted(row).keepEvery);
  }
  expect(kept.slice(0, 31)).toEqual(Array(31).fill(1));
  expect(kept.some((keepEvery) => keepEvery >= 5)).toBe(true);
  expect(guard.stride).toBeGreaterThan(5);
  expect(guard.judgement.reason).toMatch(
    /Successive inputs resemble each other \(correlation \.\d/,
  );
});

test('one abrupt change of level, or of spread, is no dependence', async () => {
  const misledBy = async (level: number, scale: number): Promise<number> => {
    let misled = 0;
    for (let seed = 0; seed < 40; seed++) {
      const guard = await guardOf('video');
      const next = series(0, 100 + seed);
      const judgements: string[] = [];
      for (let at = 0; at < 160; at++) {
        const row = at < 80 ? next() : next(level, scale);
        if (guard.offer(at)) guard.admitted(row);
        judgements.push(guard.judgement.state);
      }
      if (judgements.slice(40).some((state) => state !== 'independent')) misled++;
    }
    return misled;
  };
  // Now and then chance looks like dependence, and the next 32 rows show that it is not.
  const withoutChange = await misledBy(0, 1);
  expect(withoutChange).toBeLessThanOrEqual(10);
  for (const [level, scale] of [
    [0.8, 1],
    [3, 1],
    [0, 0.2],
    [0, 3],
  ] as const) {
    expect((await misledBy(level, scale)) - withoutChange).toBeLessThanOrEqual(6);
  }
});

test('a livelier scene is thinned less again', async () => {
  const guard = await guardOf('video');
  const slow = series(0.9, 4);
  offer(guard, 6_000, () => slow());
  const before = guard.stride;
  expect(before).toBeGreaterThan(10);
  const lively = series(0, 5);
  offer(guard, 60_000, () => lively());
  expect(guard.stride).toBeLessThan(before / 2);
});

for (const sampling of ['independent', 'video', { every: 2 }, { minIntervalMs: 1 }] as const) {
  test(`inputs that stand still are told: ${JSON.stringify(sampling)}`, async () => {
    const guard = await guardOf(sampling);
    const next = series(0, 6);
    offer(guard, 100, () => next());
    const frozen = next();
    offer(guard, 60, () => frozen);
    expect(guard.judgement).toEqual({
      state: 'insufficient',
      reason: expect.stringMatching(/The last \d+ inputs are identical; is the camera frozen\?/),
    });
    expect(guard.effectiveSampleSize(20)!).toBeLessThan(1);
    offer(guard, 400, () => next());
    expect(guard.judgement.state).toBe('independent');
  });
}

test('a reference that does not vary gives a judgement, and no NaN', async () => {
  const constant = { values: new Float32Array(40 * 3).fill(2), count: 40, width: 3 };
  const guard = await guardOf('video', constant);
  const gaussian = normal(seededRandom(7));
  offer(guard, 400, () => new Float32Array(3).map(gaussian));
  expect(guard.judgement.state).toBe('independent');
  expect(guard.correlation).not.toBeNaN();
});

test('fixed thinning admits as told, and says when that does not suffice', async () => {
  const guard = await guardOf({ every: 3 });
  const next = series(0.97, 8);
  expect(offer(guard, 300, () => next())).toBe(100);
  expect(guard.judgement.state).toBe('insufficient');
  expect(guard.judgement.reason).toContain('though only every 3rd is kept; about every');
});

test('an interval holds by the clock given, also when it goes backwards', async () => {
  const guard = await guardOf({ minIntervalMs: 1_000 });
  const times = [0, 500, 999, 1_000, 1_800, 2_000, 100, 600, 1_099, 1_100, 2_200];
  expect(times.filter((time) => guard.offer(time))).toEqual([0, 1_000, 2_000, 1_100, 2_200]);
});

test('wishes that are not understood are named', async () => {
  for (const [wrong, message] of [
    ['often', "'often' came"],
    [{ every: 0 }, 'sampling.every: a whole number from 1'],
    [{ every: 2, minIntervalMs: 3 }, 'came'],
    [{ minIntervalMs: -1 }, 'sampling.minIntervalMs: a number above 0 was expected, -1 came'],
    [null, "'null' came"],
  ] as const) {
    await expect(guardOf(wrong as never)).rejects.toThrow(message);
  }
});
