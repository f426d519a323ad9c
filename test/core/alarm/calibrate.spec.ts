import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';
import { calibrate, streamsFor } from '../../../src/core/alarm/calibrate.js';
import { CalibrationStore } from '../../../src/core/alarm/calibrationStore.js';
import { calibratedThreshold } from '../../../src/core/alarm/thresholds.js';
import { referenceKernel } from '../../../src/core/mmd/referenceKernel.js';

const rows = gaussianRows(120, 4, 1);
const bandwidth = 2.5;
const kernel = await referenceKernel(rows, 'gaussian', bandwidth);
const key = {
  windowSize: 10,
  testEvery: 1,
  kernel: 'gaussian',
  bandwidth,
  referenceSize: 120,
} as const;

test('thresholds grow with the run time, and fall to a steady level', async () => {
  const calibration = await calibrate(kernel, key, { runTime: 500 });
  const { runTimes, thresholds, streams } = calibration;
  expect(streams).toBe(10_000);
  expect(runTimes.at(0)).toBe(10);
  expect(runTimes.at(-1)).toBe(1_000);
  expect(thresholds.length).toBe(10 * runTimes.length);
  for (let row = 1; row < runTimes.length; row++) {
    expect(thresholds[row * 10]!).toBeGreaterThan(thresholds[(row - 1) * 10]!);
  }
  const at = (runTime: number, test: number) => calibratedThreshold(calibration, runTime, test);
  expect(at(100, 9).value).toBeLessThan(at(100, 0).value);
  expect(at(100, 12_345)).toEqual(at(100, 9));
  expect(at(100, 9)).toEqual({
    value: thresholds[runTimes.indexOf(100) * 10 + 9],
    isExtrapolated: false,
  });
  const between = at(120, 9).value;
  expect(between).toBeGreaterThan(at(100, 9).value);
  expect(between).toBeLessThan(at(150, 9).value);
});

test('beyond the streams a threshold is extrapolated, says so, and goes on where they end', async () => {
  const calibration = await calibrate(kernel, key, { runTime: 500 });
  const last = calibratedThreshold(calibration, 1_000, 9);
  const justBeyond = calibratedThreshold(calibration, 1_001, 9);
  const far = calibratedThreshold(calibration, 100_000, 9);
  expect(last.isExtrapolated).toBe(false);
  expect(justBeyond.isExtrapolated).toBe(true);
  expect(justBeyond.value - last.value).toBeLessThan(1e-4);
  expect(justBeyond.value).toBeGreaterThan(last.value);
  expect(far.value).toBeGreaterThan(1.5 * last.value);
  expect(calibration.tail.shape).toBeGreaterThanOrEqual(0);
});

test('an extrapolated threshold is near the one that enough streams give', async () => {
  const few = await calibrate(kernel, key, { runTime: 500 });
  const many = await calibrate(kernel, key, { runTime: 5_000 });
  const extrapolated = calibratedThreshold(few, 5_000, 9);
  const drawn = calibratedThreshold(many, 5_000, 9);
  expect(extrapolated.isExtrapolated).toBe(true);
  expect(drawn.isExtrapolated).toBe(false);
  const wrongRunTime = (factor: number) => calibratedThreshold(many, 5_000 * factor, 9).value;
  expect(extrapolated.value).toBeGreaterThan(wrongRunTime(0.4));
  expect(extrapolated.value).toBeLessThan(wrongRunTime(2.5));
});

test('the same seed calibrates the same, another one nearly', async () => {
  const [a, b, c] = [
    await calibrate(kernel, key, { runTime: 500, seed: 1 }),
    await calibrate(kernel, key, { runTime: 500, seed: 1 }),
    await calibrate(kernel, key, { runTime: 500, seed: 2 }),
  ];
  expect(a).toEqual(b);
  expect(c.thresholds).not.toEqual(a.thresholds);
  const value = calibratedThreshold(a, 100, 9).value;
  expect(Math.abs(calibratedThreshold(c, 100, 9).value / value - 1)).toBeLessThan(0.15);
});

test('it tells how far it is, and can be stopped', async () => {
  const progress: number[] = [];
  await calibrate(kernel, key, { runTime: 100, onProgress: ({ done }) => progress.push(done) });
  expect(progress.at(-1)).toBe(10_000);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const controller = new AbortController();
  const stopped = calibrate(kernel, key, {
    runTime: 20_000,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await expect(stopped).rejects.toThrow('enough');
});

test('ten streams for each test of the run time, up to where the tail takes over', () => {
  for (const runTime of [10, 100, 1_000, 5_000, 20_000]) {
    expect(streamsFor(runTime, 64)).toBeGreaterThanOrEqual(10 * runTime);
  }
  expect(streamsFor(172_800, 64)).toBe(40_000);
  // A large window must not take all memory: fewer streams, and the tail begins earlier.
  expect(streamsFor(20_000, 1_024)).toBe(12_500);
  expect(streamsFor(100, 1_024)).toBe(10_000);
});

test('a store hands out what is fine enough, and keeps the finer of two', async () => {
  const store = new CalibrationStore();
  const coarse = await calibrate(kernel, key, { runTime: 100 });
  store.add(coarse);
  expect(store.find(key, 10_000)).toBe(coarse);
  expect(store.find(key, 20_000)).toBeUndefined();
  expect(store.find({ ...key, testEvery: 2 }, 10_000)).toBeUndefined();
  const fine = { ...coarse, streams: 20_000 };
  store.add(fine);
  expect(store.all).toEqual([fine]);
});

test('statistics that are tied, as of one-hot features, give thresholds that are numbers', async () => {
  const values = Float32Array.from(
    { length: 90 * 3 },
    (_, at) => +(at % 3 === Math.floor(at / 3) % 3),
  );
  const tied = { values, count: 90, width: 3 };
  const small = { ...key, windowSize: 2, bandwidth: 1, referenceSize: 90 };
  const calibration = await calibrate(await referenceKernel(tied, 'gaussian', 1), small, {
    runTime: 1_000_000,
  });
  expect(calibration.thresholds.every(Number.isFinite)).toBe(true);
  expect(Number.isFinite(calibratedThreshold(calibration, 1_000_000, 5).value)).toBe(true);
});
