import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { testDevicesApart } from '../../../src/core/fleet/devicesApart.js';
import { type DeviceHistory, testDevices } from '../../../src/core/fleet/deviceTest.js';
import { pairedTest } from '../../../src/core/fleet/pairedTest.js';
import { identity, shuffledBuckets } from './smallFleet.js';

const HOUR = 3_600_000;

/** Changes of `hours` hours, each correlated by ρ with the one before, about `shift`. */
function history(
  device: string,
  { seed = 1, hours = 96, shift = 0, correlation = 0 } = {},
): DeviceHistory {
  const draw = normal(seededRandom(seed));
  let last = [draw(), draw()];
  const changes = Array.from({ length: hours }, (_, hour) => {
    last = last.map((x) => correlation * x + Math.sqrt(1 - correlation ** 2) * draw());
    return { startMs: hour * HOUR, change: Float64Array.from(last, (x) => x + shift) };
  });
  return { device, changes };
}

const options = { blockMs: 6 * HOUR, seed: 0 };

test('U of a device is that of its blocks of time', () => {
  const { changes } = history('a', { hours: 50 });
  const buckets = Array.from({ length: 9 }, (_, bucket) => {
    const members = changes.slice(6 * bucket, 6 * bucket + 6);
    const sums = Float64Array.of(0, 0);
    for (const { change } of members) for (const [t, value] of change.entries()) sums[t]! += value;
    return { bucket, devices: members.length, sums };
  });
  const tested = testDevices([{ device: 'a', changes }], identity(2), options).groups[0]!;
  expect(tested.u).toBe(pairedTest(buckets, identity(2), { seed: 0 }).u);
  expect(tested).toMatchObject({ devices: 50, buckets: 9 });
  const shuffled = { device: 'a', changes: shuffledBuckets(changes, 3) };
  expect(testDevices([shuffled], identity(2), options).groups[0]!.u).toBeCloseTo(tested.u, 12);
});

test('devices that changed are found, and those with a history too short to say are named', () => {
  const devices = [
    ...Array.from({ length: 40 }, (_, at) => history(`calm ${at}`, { seed: at })),
    ...Array.from({ length: 5 }, (_, at) => history(`dark ${at}`, { seed: 100 + at, shift: 0.8 })),
    history('new', { hours: 12 }),
  ];
  const tests = testDevices(devices, identity(2), { ...options, level: 0.01 });
  const { groups, tooFew, blockCorrelation } = tests;
  const found = groups.filter(({ isChanged }) => isChanged).map(({ name }) => name);
  expect(found).toEqual(['dark 0', 'dark 1', 'dark 2', 'dark 3', 'dark 4']);
  expect(tooFew).toEqual(['new']);
  expect(Math.abs(blockCorrelation!)).toBeLessThan(0.1);
});

test('blocks that are too short are told by their correlation', () => {
  const devices = Array.from({ length: 60 }, (_, at) =>
    history(`${at}`, { seed: at, hours: 72, correlation: 0.9, shift: at < 6 ? 3 : 0 }),
  );
  const correlationWith = (blockMs: number) =>
    testDevices(devices, identity(2), { blockMs, seed: 0 }).blockCorrelation!;
  expect(correlationWith(HOUR)).toBeGreaterThan(0.6);
  const independent = Array.from({ length: 60 }, (_, at) =>
    history(`${at}`, { seed: at, shift: at < 6 ? 3 : 0 }),
  );
  const { blockCorrelation } = testDevices(independent, identity(2), options);
  expect(Math.abs(blockCorrelation!)).toBeLessThan(0.06);
  expect(testDevices([history('a', { hours: 12 })], identity(2), options).blockCorrelation).toBe(
    undefined,
  );
});

test('what all devices have in common can be taken off', () => {
  const draw = normal(seededRandom(9));
  const weather = Array.from({ length: 96 }, () => 2 + draw());
  const devices = Array.from({ length: 30 }, (_, at) => {
    const { device, changes } = history(`${at}`, { seed: at, shift: at === 7 ? 1 : 0 });
    return {
      device,
      changes: changes.map(({ startMs, change }, hour) => ({
        startMs,
        change: change.map((x) => x + weather[hour]!),
      })),
    };
  });
  const all = testDevices(devices, identity(2), options);
  expect(all.groups.every(({ isChanged }) => isChanged)).toBe(true);
  const fleetChanges = new Map(
    weather.map((_, hour) => {
      const sum = (t: number) =>
        devices.reduce((all, { changes }) => all + changes[hour]!.change[t]!, 0);
      return [hour * HOUR, Float64Array.of(sum(0) / 30, sum(1) / 30)];
    }),
  );
  const apart = testDevices(devices, identity(2), { ...options, fleetChanges });
  expect(apart.groups.filter(({ isChanged }) => isChanged).map(({ name }) => name)).toEqual(['7']);
  expect(apart.tooFew).toEqual([]);
  fleetChanges.delete(3 * HOUR);
  expect(() => testDevices(devices, identity(2), { ...options, fleetChanges })).toThrow(
    'fleetChanges: 2 values for the period from 1970-01-01T03:00:00.000Z were expected, none came.',
  );
});

test('devices that stand out are left out of what they stand out from', () => {
  const devices = Array.from({ length: 60 }, (_, at) =>
    history(`${at}`, { seed: at, shift: at < 12 ? 4 : 1 }),
  );
  const found = ({ groups }: ReturnType<typeof testDevicesApart>) =>
    groups.filter(({ isChanged }) => isChanged).map(({ name }) => name);
  const apart = testDevicesApart(devices, identity(2), { ...options, level: 0.01 });
  expect(found(apart)).toEqual(devices.slice(0, 12).map(({ device }) => device));
  // By the mean of all, which the twelve have moved by .6, others stand out too.
  const mean = devices[0]!.changes.map(({ startMs }, hour) => {
    const of = (t: number) =>
      devices.reduce((sum, { changes }) => sum + changes[hour]!.change[t]! / 60, 0);
    return [startMs, Float64Array.of(of(0), of(1))] as const;
  });
  const fleetChanges = new Map(mean);
  const all = testDevices(devices, identity(2), { ...options, level: 0.01, fleetChanges });
  expect(found(all).length).toBeGreaterThan(20);
  // Where most have changed they are the fleet, and the others stand out from it.
  const most = devices.map((one, at) => (at < 40 ? history(`${at}`, { seed: at, shift: 4 }) : one));
  const others = found(testDevicesApart(most, identity(2), options));
  expect(others).toEqual(expect.arrayContaining(devices.slice(40).map(({ device }) => device)));
  expect(others.length).toBeLessThan(30);
});

test('what is no history is named', () => {
  const devices = [history('a'), history('a')];
  expect(() => testDevices(devices, identity(2), options)).toThrow(/'a' came twice/);
  expect(() => testDevices([], identity(2), { ...options, blockMs: 0 })).toThrow(
    /blockMs: .* 0 came/,
  );
  const broken = {
    device: 'b',
    changes: [{ startMs: 0, change: Float64Array.of(1) }, ...history('b').changes],
  };
  expect(() => testDevices([broken], identity(2), options)).toThrow(/2 finite sums were expected/);
});
