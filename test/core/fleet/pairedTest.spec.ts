import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { deviceChange, mergedSketches } from '../../../src/core/fleet/buckets.js';
import { times } from '../../../src/core/fleet/featureMap.js';
import { pairedTest } from '../../../src/core/fleet/pairedTest.js';
import { pearson3PValue } from '../../../src/core/mmd/outcome.js';
import { gaussianBuckets, identity, map, ones, shuffledBuckets } from './smallFleet.js';

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, t) => sum + x * b[t]!, 0);

test('U is the mean of d · d over pairs of devices', async () => {
  const mapped = await map();
  const buckets = gaussianBuckets(ones(12), { size: mapped.size });
  const d = buckets.map(({ sums }) => times(mapped.inverseRoot, sums));
  let [sum, pairs] = [0, 0];
  for (const [i, a] of d.entries()) {
    for (const [j, b] of d.entries()) {
      if (i === j) continue;
      sum += dot(a, b);
      pairs++;
    }
  }
  const { u, devices, buckets: count } = pairedTest(buckets, mapped, { seed: 0 });
  expect(u).toBeCloseTo(sum / pairs, 12);
  expect([devices, count]).toEqual([12, 12]);
});

test('with buckets it is the mean over pairs of devices of different buckets', () => {
  const sizes = [1, 4, 2, 3, 5];
  const devices = gaussianBuckets(ones(15), { seed: 4 });
  const bucketOf = sizes.flatMap((size, bucket) => Array<number>(size).fill(bucket));
  const buckets = sizes.map((size, bucket) => {
    const members = devices.filter((_, at) => bucketOf[at] === bucket);
    const { sums } = mergedSketches(members.map((one) => ({ count: 1, sums: one.sums })));
    return { bucket, devices: size, sums: Float64Array.from(sums) };
  });
  let [sum, pairs] = [0, 0];
  for (let i = 0; i < 15; i++) {
    for (let j = 0; j < 15; j++) {
      if (bucketOf[i] === bucketOf[j]) continue;
      sum += dot(devices[i]!.sums, devices[j]!.sums);
      pairs++;
    }
  }
  const tested = pairedTest(buckets, identity(3), { seed: 0 });
  expect(tested.u).toBeCloseTo(sum / pairs, 12);
  expect(tested.devices).toBe(15);
});

test('z and the approximate p-value have the moments over all flips, the p-value their share', () => {
  const buckets = gaussianBuckets([1, 3, 1, 2, 1, 1, 4, 1, 1, 2], { shift: 0.4, seed: 6 });
  const all: number[] = [];
  for (let flip = 0; flip < 2 ** buckets.length; flip++) {
    const sum = new Float64Array(3);
    for (const { bucket, sums } of buckets) {
      for (let t = 0; t < 3; t++) sum[t]! += (flip >> bucket) & 1 ? -sums[t]! : sums[t]!;
    }
    all.push(dot(sum, sum) - buckets.reduce((own, { sums }) => own + dot(sums, sums), 0));
  }
  const moment = (power: number) => all.reduce((sum, t) => sum + t ** power, 0) / all.length;
  expect(moment(1)).toBeCloseTo(0, 10);
  const z = all[0]! / Math.sqrt(moment(2));
  const skewness = moment(3) / moment(2) ** 1.5;
  const tested = pairedTest(buckets, identity(3), { flips: 20_000, seed: 2 });
  expect(tested.z).toBeCloseTo(z, 10);
  expect(tested.approximatePValue).toBeCloseTo(pearson3PValue(z, skewness), 10);
  const share = all.filter((t) => t >= all[0]! - 1e-9).length / all.length;
  // Four deviations of a share of 20,000 flips.
  expect(Math.abs(tested.pValue - share)).toBeLessThan(4 * Math.sqrt(share / 20_000));
  expect(tested.smallestPValue).toBe(2 ** -9);
});

test('the order of devices changes nothing', async () => {
  const mapped = await map();
  const buckets = gaussianBuckets([...ones(30), 2, 3], { size: mapped.size, shift: 0.2 });
  const tested = pairedTest(buckets, mapped, { seed: 1 });
  expect(pairedTest(shuffledBuckets(buckets, 1), mapped, { seed: 1 })).toEqual(tested);
  expect(pairedTest(shuffledBuckets(buckets, 2), mapped, { seed: 1 })).toEqual(tested);
});

test('neither do hours, or days that hold the same hours', () => {
  const random = seededRandom(3);
  // Quarters add up without rounding.
  const hours = Array.from({ length: 24 }, () => ({
    count: 20 + Math.floor(30 * random()),
    sums: Array.from({ length: 4 }, () => Math.floor(80 * random()) / 4),
  }));
  const day = mergedSketches(hours);
  const halves = [mergedSketches(hours.slice(0, 11)), mergedSketches(hours.slice(11))];
  expect(mergedSketches(halves)).toEqual(day);
  expect(mergedSketches([...hours].reverse())).toEqual(day);
  expect(deviceChange(mergedSketches(halves), hours[0]!)).toEqual(deviceChange(day, hours[0]!));
});

test('a device counts once, whatever its rows', () => {
  const baseline = { count: 50, sums: [25, 10] };
  const change = deviceChange({ count: 20, sums: [15, 2] }, baseline);
  expect([...change].map((value) => value.toFixed(12))).toEqual([
    '0.250000000000',
    '-0.100000000000',
  ]);
  const many = deviceChange({ count: 20e6, sums: [15e6, 2e6] }, baseline);
  expect([...many]).toEqual([...change]);
});

test('signed noise that is symmetric is rejected as often as the level says', () => {
  let rejected = 0;
  const runs = 2_000;
  for (let run = 0; run < runs; run++) {
    const buckets = gaussianBuckets(ones(15), { size: 4, seed: 1_000 + run });
    if (pairedTest(buckets, identity(4), { flips: 99, seed: run }).pValue <= 0.05) rejected++;
  }
  // Four deviations of a share of 2,000.
  expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(0.02);
});

test('flips that end early leave p-values valid, and spend little on what is far from drift', () => {
  const [runs, stopAfter] = [2_000, 10];
  let [rejected, flips] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const buckets = gaussianBuckets(ones(15), { size: 4, seed: 9_000 + run });
    const tested = pairedTest(buckets, identity(4), { flips: 999, stopAfter, seed: run });
    if (tested.pValue <= 0.05) rejected++;
    flips += tested.flips;
  }
  expect(rejected / runs).toBeLessThan(0.07);
  expect(flips / runs).toBeLessThan(100);
  const drifted = gaussianBuckets(ones(40), { size: 4, shift: 1 });
  const tested = pairedTest(drifted, identity(4), { flips: 999, stopAfter, seed: 0 });
  expect(tested).toMatchObject({ pValue: 1 / 1_000, flips: 999, smallestPValue: 1 / 1_000 });
});

test('devices at which nothing at all changed are no drift', () => {
  const still = ones(9).map((devices, bucket) => ({ bucket, devices, sums: new Float64Array(2) }));
  expect(pairedTest(still, identity(2), { seed: 0 })).toMatchObject({
    u: 0,
    z: 0,
    pValue: 1,
    approximatePValue: 1,
  });
});

test('a common change is found, and its size without bias', () => {
  const draw = normal(seededRandom(11));
  const changes = Array.from({ length: 400 }, () => 0.1 + 0.3 * draw());
  const buckets = changes.map((change, bucket) => ({
    bucket,
    devices: 1,
    sums: Float64Array.of(change),
  }));
  const { u, z, pValue } = pairedTest(buckets, identity(1), { seed: 0 });
  expect(pValue).toBeLessThan(0.01);
  expect(z).toBeGreaterThan(3);
  expect(Math.sqrt(u)).toBeGreaterThan(0.05);
  expect(Math.sqrt(u)).toBeLessThan(0.15);
});

test('what is no answer of a store is named', () => {
  const buckets = gaussianBuckets(ones(5));
  const refusal = (...changed: typeof buckets) => {
    try {
      pairedTest(changed, identity(3), { seed: 0 });
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
    return 'none';
  };
  const words =
    'InvalidOptionError: buckets: at least 2 buckets, each once, of whole numbers of devices and 3 finite sums were expected, ';
  expect(refusal(buckets[0]!)).toBe(`${words}1 came.`);
  expect(refusal(...buckets, buckets[2]!)).toBe(`${words}bucket 2 twice came.`);
  expect(refusal(...buckets.slice(1), { ...buckets[0]!, devices: 0 })).toBe(
    `${words}bucket 0 of 0 devices came.`,
  );
  expect(refusal(buckets[0]!, { ...buckets[1]!, sums: new Float64Array(2) })).toBe(
    `${words}bucket 1 with 2 sums came.`,
  );
  expect(refusal(buckets[0]!, { ...buckets[1]!, sums: Float64Array.of(1, Number.NaN, 0) })).toBe(
    `${words}NaN in bucket 1 at 1 came.`,
  );
  expect(() => pairedTest(buckets, identity(3), { flips: 0, seed: 0 })).toThrow(/flips: .* 0 came/);
});
