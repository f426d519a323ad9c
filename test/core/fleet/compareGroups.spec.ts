import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { BucketSums } from '../../../src/core/fleet/buckets.js';
import { compareGroups } from '../../../src/core/fleet/compareGroups.js';
import { gaussianBuckets, identity, ones, shuffledBuckets } from './smallFleet.js';

const squared = (vector: Float64Array) => vector.reduce((sum, x) => sum + x * x, 0);

function meanOf(group: readonly BucketSums[]): Float64Array {
  const devices = group.reduce((sum, one) => sum + one.devices, 0);
  return group[0]!.sums.map((_, t) => group.reduce((sum, one) => sum + one.sums[t]!, 0) / devices);
}

/** V, as it is defined. */
function errorOf(group: readonly BucketSums[]): number {
  const mean = meanOf(group);
  const devices = group.reduce((sum, one) => sum + one.devices, 0);
  const scatter = group.reduce(
    (sum, { sums, devices: m }) => sum + squared(sums.map((value, t) => value - m * mean[t]!)),
    0,
  );
  return ((group.length / (group.length - 1)) * scatter) / devices ** 2;
}

function statisticOf(a: readonly BucketSums[], b: readonly BucketSums[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  return squared(meanA.map((value, t) => value - meanB[t]!)) / (errorOf(a) + errorOf(b));
}

test('the p-value is the share of all partings, and U the distance less its errors', () => {
  const all = gaussianBuckets([1, 2, 1, 3, 1, 1, 2, 1], { seed: 3 });
  const [a, b] = [all.slice(0, 3), all.slice(3)];
  const shifted = b.map((one) => ({ ...one, sums: one.sums.map((x) => x + one.devices) }));
  const pool = [...a, ...shifted];
  const partings: number[] = [];
  for (let bits = 0; bits < 2 ** 8; bits++) {
    const chosen = pool.filter((_, at) => (bits >> at) & 1);
    if (chosen.length !== 3) continue;
    partings.push(
      statisticOf(
        chosen,
        pool.filter((_, at) => !((bits >> at) & 1)),
      ),
    );
  }
  expect(partings).toHaveLength(56);
  const observed = statisticOf(a, shifted);
  const share = partings.filter((f) => f >= observed * (1 - 1e-9)).length / 56;
  const compared = compareGroups(a, shifted, identity(3), { permutations: 20_000, seed: 1 });
  expect(Math.abs(compared.pValue - share)).toBeLessThan(4 * Math.sqrt(share / 20_000));
  expect(compared.smallestPValue).toBeCloseTo(1 / 56, 12);
  const difference = meanOf(a).map((value, t) => value - meanOf(shifted)[t]!);
  expect(compared.u).toBeCloseTo(squared(difference) - errorOf(a) - errorOf(shifted), 12);
  const mean = partings.reduce((sum, f) => sum + f, 0) / 56;
  const deviation = Math.sqrt(partings.reduce((sum, f) => sum + (f - mean) ** 2, 0) / 56);
  expect(compared.z).toBeCloseTo((observed - mean) / deviation, 1);
  expect(compared).toMatchObject({ devices: [4, 8], buckets: [3, 5], permutations: 20_000 });
});

test('neither the order of devices nor which group comes first changes what is found', () => {
  const a = gaussianBuckets(ones(20), { seed: 1 });
  const b = gaussianBuckets([...ones(25), 2], { seed: 2, shift: 0.3 });
  const compared = compareGroups(a, b, identity(3), { seed: 5 });
  const shuffled = compareGroups(shuffledBuckets(a, 1), shuffledBuckets(b, 2), identity(3), {
    seed: 5,
  });
  expect(shuffled).toEqual(compared);
  const swapped = compareGroups(b, a, identity(3), { seed: 5, permutations: 9_999 });
  expect(swapped.u).toBeCloseTo(compared.u, 12);
  expect(Math.abs(swapped.pValue - compared.pValue)).toBeLessThan(0.03);
});

test('like devices are found different as often as the level says, however few of one group', () => {
  for (const [few, many] of [
    [3, 30],
    [20, 20],
  ] as const) {
    let rejected = 0;
    for (let run = 0; run < 1_000; run++) {
      const a = gaussianBuckets(ones(few), { seed: 2 * run });
      const b = gaussianBuckets(ones(many), { seed: 2 * run + 1 });
      const { pValue } = compareGroups(a, b, identity(3), { permutations: 99, seed: run });
      if (pValue <= 0.05) rejected++;
    }
    // Four deviations of a share of 1,000.
    expect(Math.abs(rejected / 1_000 - 0.05)).toBeLessThan(0.028);
  }
});

test('a small group that scatters more, as devices with few rows do, is not taken for another', () => {
  let rejected = 0;
  const runs = 500;
  for (let run = 0; run < runs; run++) {
    const draw = normal(seededRandom(run));
    const group = (count: number, scatter: number): BucketSums[] =>
      ones(count).map((devices, bucket) => ({
        bucket,
        devices,
        sums: Float64Array.from({ length: 3 }, () => scatter * draw()),
      }));
    const compared = compareGroups(group(20, 2), group(180, 1), identity(3), {
      permutations: 99,
      seed: run,
    });
    if (compared.pValue <= 0.05) rejected++;
  }
  expect(rejected / runs).toBeLessThan(0.09);
});

test('groups without any scatter differ where their means do', () => {
  const still = (value: number) =>
    ones(10).map((devices, bucket) => ({ bucket, devices, sums: Float64Array.of(value) }));
  const compare = (a: number, b: number) =>
    compareGroups(still(a), still(b), identity(1), { seed: 0 }).pValue;
  expect(compare(0.5, 0.5)).toBe(1);
  expect(compare(0.5, 0.4)).toBe(1 / 1_000);
});

test('a group that is none is named', () => {
  const a = gaussianBuckets(ones(5));
  expect(() => compareGroups(a, a.slice(0, 1), identity(3), { seed: 0 })).toThrow(
    'b: at least 2 buckets, each once, of whole numbers of devices and 3 finite sums were expected, 1 came.',
  );
  expect(() => compareGroups(a, a, identity(3), { seed: 0, permutations: 0.5 })).toThrow(
    /permutations: .* 0.5 came/,
  );
});
