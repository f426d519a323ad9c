import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { timeSlices } from '../../../src/core/base/tasks.js';
import type { ModelIdentity } from '../../../src/core/model/identity.js';
import { requireSameSource } from '../../../src/core/model/sameSource.later.js';
import { fingerprintOf } from '../../../src/core/model/weightFingerprint.later.js';

type Weights = Readonly<Record<string, ArrayLike<number>>>;

async function identityOf(weights: Weights): Promise<ModelIdentity> {
  const fingerprints = [];
  for (const [name, values] of Object.entries(weights)) {
    fingerprints.push({ name, ...(await fingerprintOf(values, () => undefined)) });
  }
  const names = { name: 'graph-model', featureNode: 'pool', architecture: 'a' };
  return { ...names, weightMagnitude: 0, weights: fingerprints };
}

/** What the mismatch of two models says; undefined where they are the same. */
async function mismatch(before: Weights, now: Weights): Promise<string | undefined> {
  const [reference, watched] = [await identityOf(before), await identityOf(now)];
  try {
    requireSameSource(
      { model: reference, preprocessing: undefined },
      { model: watched, preprocessing: undefined },
    );
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const differ = async (before: ArrayLike<number>, now: ArrayLike<number>): Promise<boolean> =>
  (await mismatch({ w: before }, { w: now })) !== undefined;

function gaussian(size: number, seed: number, scale = 1): Float32Array {
  const next = normal(seededRandom(seed));
  return Float32Array.from({ length: size }, () => scale * next());
}

/** As a backend that holds values in half precision gives them back. */
function half(values: Float32Array, round: (value: number) => number): Float32Array {
  return values.map((value) => {
    if (Math.abs(value) > 65_504) return Math.sign(value) * Number.POSITIVE_INFINITY;
    const step = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
    return round(value / step) * step;
  });
}

const SIZES = [1, 2, 3, 5, 8, 9, 16, 33, 100, 1_000, 20_000];

test('what half precision does to weights of any size is no other model', async () => {
  for (const [at, size] of SIZES.entries()) {
    for (const scale of [1, 1e-3, 1e-6, 1e4]) {
      const weights = gaussian(size, at, scale);
      const what = `${size} values about ${scale}`;
      expect(await differ(weights, half(weights, Math.round)), what).toBe(false);
      if (scale > 1e-6) expect(await differ(weights, half(weights, Math.trunc)), what).toBe(false);
    }
  }
  // A mask of attention, and what is left of it.
  const mask = Float32Array.from({ length: 100 }, (_, at) => (at % 3 === 0 ? -1e9 : 0));
  expect(await differ(mask, half(mask, Math.round))).toBe(false);
});

test('up to eight values no change is overlooked', async () => {
  for (let size = 1; size <= 8; size++) {
    const weights = gaussian(size, size);
    const rms = Math.hypot(...weights) / Math.sqrt(size);
    for (let one = 0; one < size; one++) {
      for (let other = 0; other < size; other++) {
        // As far as rounding to 7 digits goes, the estimate is exact there.
        const moved = (change: number) => {
          const now = Float64Array.from(weights);
          now[one]! += change;
          if (other !== one) now[other]! -= change;
          return now;
        };
        const exact = rms * Math.sqrt(other === one ? size : size / 2);
        const what = `${one} and ${other} of ${size}`;
        expect(await differ(Float64Array.from(weights), moved(1.01e-3 * exact)), what).toBe(true);
        expect(await differ(Float64Array.from(weights), moved(0.98e-3 * exact)), what).toBe(false);
      }
    }
  }
});

test('a change of 1 % of all values is seen each time, one of 0.03 % never', async () => {
  const weights = gaussian(500, 1);
  const seen = { large: 0, small: 0 };
  for (let time = 0; time < 300; time++) {
    const noise = gaussian(500, 100 + time);
    const moved = (by: number) => weights.map((value, at) => value + by * noise[at]!);
    seen.large += Number(await differ(weights, moved(1e-2)));
    seen.small += Number(await differ(weights, moved(3e-4)));
  }
  expect(seen).toEqual({ large: 300, small: 0 });
});

test('zeros, ones, a single value and whole numbers count like all others', async () => {
  const zeros = new Float32Array(64);
  const ones = zeros.map(() => 1);
  const changes: [string, ArrayLike<number>, ArrayLike<number>][] = [
    ['biases of 0 that were trained', zeros, zeros.map((_, at) => 1e-3 * Math.sin(at))],
    ['gammas of 1 that were trained', ones, ones.map((_, at) => 1 + 0.01 * Math.sin(at))],
    ['all values become 0', gaussian(64, 1), zeros],
    ['a single value', [3], [3.01]],
    ['a single value changes its sign', [3], [-3]],
    ['all signs change', gaussian(64, 1), gaussian(64, 1).map((value) => -value)],
    ['the order', gaussian(64, 1), gaussian(64, 1).reverse()],
    ['int32', Int32Array.of(4, 7, 2, 1), Int32Array.of(4, 7, 1, 2)],
    ['bool', Uint8Array.of(1, 0, 0, 1), Uint8Array.of(1, 0, 1, 0)],
    ['a NaN', [1, 2, 3], [1, 2, Number.NaN]],
    ['one more NaN', [1, Number.NaN, 0], [1, Number.NaN, Number.NaN]],
    ['no value at all against one', [], [1]],
  ];
  for (const [what, before, now] of changes) {
    expect(await differ(before, now), what).toBe(true);
    expect(await differ(before, before), what).toBe(false);
    expect(await differ(now, now), what).toBe(false);
  }
});

test('eight bits a value make another model, sixteen do not', async () => {
  const weights = gaussian(10_000, 1);
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  const quantised = (levels: number) => {
    const step = (most - least) / (levels - 1);
    return weights.map((value) => least + step * Math.round((value - least) / step));
  };
  expect(await differ(weights, quantised(2 ** 8))).toBe(true);
  expect(await differ(weights, quantised(2 ** 16))).toBe(false);
});

test('the message names the weights that differ, three at most', async () => {
  const weights = (names: string, change: (value: number, name: string) => number): Weights =>
    Object.fromEntries(
      [...names].map((name) => [name, gaussian(9, 1).map((value) => change(value, name))]),
    );
  const message = (changed: string, to = 2) =>
    mismatch(
      weights('abcdef', (value) => value),
      weights('abcdef', (value, name) => (changed.includes(name) ? to * value : value)),
    );
  expect(await message('')).toBeUndefined();
  expect(await message('c')).toMatch(
    /^ReferenceMismatchError: .*another way: other weights in 'c'\. Fit a new reference/,
  );
  expect(await message('bcd')).toContain(": other weights in 'b', 'c', 'd'. Fit");
  expect(await message('abcdef')).toContain("other weights in 'a', 'b', 'c' and 3 more. Fit");
  expect(await message('b', 0)).toContain("other weights in 'b' (all 0). Fit");
  expect(await message('b', Number.NaN)).toContain("other weights in 'b' (with NaN). Fit");
});

test('an older identity is compared as far as it knows, another architecture by name alone', async () => {
  const model = await identityOf({ w: gaussian(64, 1) });
  const { weights: _, ...rest } = model;
  const compare = (one: ModelIdentity, other: ModelIdentity) => () =>
    requireSameSource({ model: one, preprocessing: '' }, { model: other, preprocessing: '' });
  const older = { ...rest, weightMagnitude: 0.8 };
  for (const now of [older, { ...model, weightMagnitude: 0.8004 }]) {
    expect(compare(older, now)).not.toThrow();
    expect(compare(now, older)).not.toThrow();
  }
  const trained = { ...model, weightMagnitude: 0.9 };
  expect(compare(older, trained)).toThrow(/: weight magnitude 0\.8 against 0\.9\. Fit/);
  const larger = { ...(await identityOf({ w: [1], v: [2] })), architecture: 'b' };
  expect(compare(model, larger)).toThrow(/: architecture 'a' against 'b'\. Fit/);
});

test('millions of values are taken in slices that leave the page alive', async () => {
  const weights = new Float32Array(4_000_000).fill(0.5);
  const whole = await fingerprintOf(weights, () => undefined);
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 0);
  expect(await fingerprintOf(weights, timeSlices())).toEqual(whole);
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(0);
  const aborted = fingerprintOf(weights, timeSlices(AbortSignal.abort('enough')));
  await expect(aborted).rejects.toBe('enough');
});
