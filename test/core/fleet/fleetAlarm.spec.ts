import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { FEWEST_CALM_PERIODS, fleetAlarm } from '../../../src/core/fleet/fleetAlarm.js';
import { pairedTest } from '../../../src/core/fleet/pairedTest.js';
import { gaussianBuckets, identity, ones } from './smallFleet.js';

const budget = { expectedRunTime: 100 };
const draw = normal(seededRandom(4));
const calm = Array.from({ length: 400 }, () => ({ u: 0.01 * draw() ** 2 - 0.01, devices: 50 }));
const tested = (shift: number, devices = 50) =>
  pairedTest(gaussianBuckets(ones(devices), { shift }), identity(3), { flips: 999, seed: 0 });

test('it alarms where flips and calm periods both say that it is rare', () => {
  const drifted = tested(1);
  expect(fleetAlarm(drifted, calm, budget)).toMatchObject({
    state: 'alarm',
    level: 0.01,
    isRareByFlips: true,
    calmPeriods: 400,
    isExtrapolated: false,
  });
  const { threshold } = fleetAlarm(drifted, calm, budget);
  // The fourth largest of 400 is exceeded by the next with a chance of 4 / 401.
  expect(calm.filter(({ u }) => u > threshold!).length).toBe(3);
  expect(fleetAlarm(tested(0), calm, budget)).toMatchObject({
    state: 'calm',
    isRareByFlips: false,
  });
});

test('beyond the calm periods that are known, the threshold is exceeded as rarely if the tail is exponential', () => {
  const random = seededRandom(12);
  const exponential = () => -Math.log(1 - random());
  const calmTest = tested(0);
  let [chance, extrapolated] = [0, 0];
  const fleets = 2_000;
  for (let fleet = 0; fleet < fleets; fleet++) {
    const known = Array.from({ length: 100 }, () => ({ u: exponential(), devices: 50 }));
    const { threshold, isExtrapolated } = fleetAlarm(calmTest, known, { expectedRunTime: 1_000 });
    extrapolated += Number(isExtrapolated);
    chance += Math.exp(-threshold!) / fleets;
  }
  expect(extrapolated).toBe(fleets);
  expect(chance * 1_000).toBeGreaterThan(0.85);
  expect(chance * 1_000).toBeLessThan(1.15);
});

test('what all devices have in common on calm days too is no alarm', () => {
  const drifted = tested(1);
  const weather = calm.map(({ devices }) => ({ u: 3 * draw() ** 2, devices }));
  expect(fleetAlarm(drifted, weather, budget)).toMatchObject({
    state: 'calm',
    isRareByFlips: true,
  });
});

test('calm periods with few devices, as those of nights, make nothing deaf', () => {
  const nights = Array.from({ length: 300 }, () => ({ u: 10 * draw() ** 2, devices: 20 }));
  const alarm = fleetAlarm(tested(1), [...calm, ...nights], budget);
  expect(alarm).toMatchObject({ state: 'alarm', calmPeriods: 400 });
});

test('before enough calm periods are known it learns, and says so', () => {
  const few = calm.slice(0, FEWEST_CALM_PERIODS - 1);
  expect(fleetAlarm(tested(1), few, budget)).toMatchObject({
    state: 'learning',
    threshold: undefined,
    calmPeriods: 95,
  });
  expect(fleetAlarm(tested(1), calm.slice(0, FEWEST_CALM_PERIODS), budget).state).toBe('alarm');
});

test('of few devices there can be no alarm, which is no all-clear', () => {
  expect(fleetAlarm(tested(5, 7), calm, budget).state).toBe('too-few-devices');
  expect(fleetAlarm(tested(5, 8), calm, budget).state).toBe('alarm');
});

test('alarms come no more often than asked for where calm periods vary in common', () => {
  const [periods, runTime] = [4_000, 50];
  let alarms = 0;
  const shock = () => 0.15 * draw();
  const period = (seed: number) => {
    const common = shock();
    const buckets = gaussianBuckets(ones(40), { seed, size: 2 }).map((one) => ({
      ...one,
      sums: one.sums.map((sum) => sum + common),
    }));
    return pairedTest(buckets, identity(2), { flips: 499, stopAfter: 20, seed });
  };
  const known = Array.from({ length: 500 }, (_, seed) => period(seed));
  let rareByFlips = 0;
  for (let at = 0; at < periods; at++) {
    const alarm = fleetAlarm(period(10_000 + at), known, { expectedRunTime: runTime });
    if (alarm.state === 'alarm') alarms++;
    if (alarm.isRareByFlips) rareByFlips++;
  }
  // By flips alone there would be far too many.
  expect(rareByFlips).toBeGreaterThan(2 * (periods / runTime));
  expect(alarms).toBeLessThan(1.5 * (periods / runTime));
});

test('a budget that flips cannot keep, and what is no calm period, are named', () => {
  expect(() => fleetAlarm(tested(1), calm, { expectedRunTime: 8_760 })).toThrow(
    'test: a test with 8759 flips or more was expected, for one false alarm in 8760 periods; one with 999 came.',
  );
  expect(() => fleetAlarm(tested(1), [{ u: Number.NaN, devices: 50 }], budget)).toThrow(
    /a U of NaN came/,
  );
  expect(() => fleetAlarm(tested(1), calm, { expectedRunTime: 5 })).toThrow(
    /expectedRunTime: .* 5 came/,
  );
});
