import { expect, test } from 'playwright/test';
import { packedRows } from '../../../src/core/base/derivedRows.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { pickRows } from '../../../src/core/base/rows.js';
import { referenceKernel } from '../../../src/core/mmd/referenceKernel.js';
import { calibrateScan } from '../../../src/core/scan/calibrateScan.js';
import { isOfFewKinds } from '../../../src/core/scan/fewKinds.js';
import { PretendScans } from '../../../src/core/scan/pretendScans.js';
import {
  liveScale,
  logRunTimeOf,
  type ScanKey,
  Scorer,
  scoreAt,
} from '../../../src/core/scan/scanCalibration.js';
import { largestWindow } from '../../../src/core/scan/windowLimits.js';
import { rarityOf, valueAt, windowNull } from '../../../src/core/scan/windowNull.js';
import { sharesOf, windowSizes } from '../../../src/core/scan/windowSizes.js';
import { streamRows } from '../../support/streamRows.js';
import { exactMmd2 } from './exactMmd2.js';

const BANDWIDTH = 2;
const rows = packedRows(streamRows(3, 40, 3));
const key: ScanKey = {
  method: 3,
  kernel: 'gaussian',
  bandwidth: BANDWIDTH,
  referenceSize: 40,
  largest: 8,
  apart: 1,
};

test('window sizes go up to a quarter of the reference, and share the false alarms', () => {
  expect([10, 100, 300, 600, 4_096].map(largestWindow)).toEqual([2, 24, 74, 128, 128]);
  expect(windowSizes(128, 1)).toEqual([1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128]);
  expect(windowSizes(128, 2)).toEqual([1, 8, 11, 16, 23, 32, 45, 64, 91, 128]);
  expect(windowSizes(5, 2)).toEqual([1, 5]);
  expect(windowSizes(2, 1)).toEqual([1, 2]);
  const shares = sharesOf(windowSizes(128, 1));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(Math.min(...shares)).toBeGreaterThan(0.01);
  expect(shares.at(-1)).toBeGreaterThan(0.4);
});

test('each window of a pretend stream is compared with all other rows of the reference', async () => {
  const kernel = await referenceKernel(rows, 'gaussian', BANDWIDTH);
  const sizes = [2, 5];
  // The same draws twice: once seen, once computed.
  const order = drawnOrder(40, 7);
  const source = new PretendScans(kernel, { sizes, apart: 1 }, seededRandom(7));
  const statistics = new Float32Array(source.tests * sizes.length);
  source.draw(statistics);
  expect(source.tests).toBe(36);
  for (const test of [0, 10, 35]) {
    for (const [at, size] of sizes.entries()) {
      const end = test + 5;
      const window = Int32Array.from(order.slice(end - size, end));
      const rest = Int32Array.from(order.filter((row) => !window.includes(row)));
      const exact = await exactMmd2(pickRows(rows, rest), pickRows(rows, window), BANDWIDTH);
      expect(statistics[test * sizes.length + at]).toBeCloseTo(exact, 5);
    }
  }
});

test('rarities are those of the distribution, and turn back into its values', () => {
  const random = seededRandom(1);
  // Exceedance e^-x.
  const drawn = Float32Array.from({ length: 200_000 }, () => -Math.log(1 - random()));
  const found = windowNull(drawn, { tailFrom: 0, deepest: 0.002 });
  for (const value of [1, 2, 3, 5, 8]) {
    expect(Math.abs(rarityOf(found, value) - value)).toBeLessThan(0.05 * value);
  }
  expect(rarityOf(found, 0.1)).toBe(0);
  for (const rarity of [0.8, 2, 3.5, 9]) {
    expect(rarityOf(found, valueAt(found, rarity))).toBeCloseTo(rarity, 9);
  }
});

test('where all values are one, nothing is rare', () => {
  const found = windowNull(new Float32Array(1_000).fill(0.25), { tailFrom: 0, deepest: 0 });
  expect(found).toMatchObject({ deviation: 0, tail: 2 });
  for (const value of [0.25, 0.2500001, 0.5]) expect(rarityOf(found, value)).toBeLessThan(4.1);
});

test('run times grow with the score, and turn back into it', async () => {
  const kernel = await referenceKernel(rows, 'gaussian', BANDWIDTH);
  const progress: number[] = [];
  const made = await calibrateScan(kernel, key, {
    seed: 3,
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  const { logRunTimes } = made;
  expect(made).toMatchObject({ ...key, sizes: windowSizes(8, 1) });
  expect(logRunTimes.length).toBeGreaterThan(15);
  for (const [at, time] of logRunTimes.slice(1).entries()) {
    expect(time).toBeGreaterThanOrEqual(logRunTimes[at]!);
  }
  expect(Math.exp(logRunTimes.at(-1)!)).toBeGreaterThan(1_500);
  for (const score of [0.7, 2, 4.1, 20]) {
    expect(scoreAt(made, logRunTimeOf(made, score))).toBeCloseTo(score, 6);
  }
  expect(progress.at(-1)).toBe(1);
  const again = await calibrateScan(kernel, key, { seed: 3 });
  expect(again).toEqual(made);
});

test('a calibration of 600 rows holds no more than 52 MB', async () => {
  const many = packedRows(streamRows(5, 600, 4));
  const kernel = await referenceKernel(many, 'gaussian', BANDWIDTH);
  const held = (): number => process.memoryUsage().arrayBuffers;
  const before = held();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, held() - before);
  }, 1);
  await calibrateScan(kernel, { ...key, referenceSize: 600, largest: 128 }, { seed: 0 });
  clearInterval(watch);
  // Of 300,000 tests and 14 windows.
  expect(most).toBeGreaterThan(10e6);
  expect(most).toBeLessThan(52e6);
});

test('a calibration can be given up', async () => {
  const kernel = await referenceKernel(rows, 'gaussian', BANDWIDTH);
  const stop = new AbortController();
  const made = calibrateScan(kernel, key, { seed: 0, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(made).rejects.toThrow('enough');
});

test('of frames, rows that follow each other are not compared with each other', async () => {
  const kernel = await referenceKernel(rows, 'gaussian', BANDWIDTH);
  const value = (a: number, b: number): number => kernel.matrix[a * 40 + b]!;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const sizes = [2, 3, 8];
  const order = drawnOrder(40, 7);
  const source = new PretendScans(kernel, { sizes, apart: 2 }, seededRandom(7));
  const statistics = new Float32Array(source.tests * sizes.length);
  source.draw(statistics);
  for (const test of [0, 11, 32]) {
    for (const [at, size] of sizes.entries()) {
      const end = test + 8;
      const window = order.slice(end - size, end);
      const others = order.filter((row) => !window.includes(row));
      const within = window.flatMap((a, i) => window.slice(i + 2).map((b) => value(a, b)));
      const across = mean(window.flatMap((a) => others.map((b) => value(a, b))));
      const outside = others.flatMap((a) => others.filter((b) => b !== a).map((b) => value(a, b)));
      const exact = mean(outside) + (within.length > 0 ? mean(within) : 0) - 2 * across;
      expect(statistics[test * sizes.length + at]!).toBeCloseTo(exact, 5);
    }
  }
});

test('what a pretend window has less of the reference to be compared with is made up for', () => {
  expect([liveScale(1, 600, 1), liveScale(2, 600, 2)]).toEqual([1, 1]);
  expect(liveScale(128, 600, 1)).toBeGreaterThan(1);
  expect(liveScale(2, 600, 1)).toBeCloseTo(1, 3);
});

/** The order that a pretend stream comes in, by the same shuffle. */
function drawnOrder(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  const order = Array.from({ length: count }, (_, row) => row);
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (count - i));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

test('of few kinds no window is rarer than so many rows can be of a kind that the reference lacks', async () => {
  const random = seededRandom(2);
  const kinds = streamRows(5, 6, 3);
  const few = packedRows(
    Array.from({ length: 40 }, (_, row) => kinds[row % 6]!.map((value) => value + 0.01 * random())),
  );
  const kernel = await referenceKernel(few, 'gaussian', BANDWIDTH);
  expect(isOfFewKinds(kernel)).toBe(true);
  const calibration = await calibrateScan(kernel, key, { seed: 1 });
  const scorer = new Scorer(calibration);
  const farthest = 2;
  for (const [at, size] of calibration.sizes.entries()) {
    const score = scorer.score(at, farthest);
    expect(scorer.rarityAt(at, score)).toBeLessThanOrEqual(size * Math.log(41) + 1e-9);
    expect(scorer.reaches(at, score - 1e-9)).toBe(true);
  }
  // Of one row it is the bound that counts, not the tail.
  expect(rarityOf(calibration.nulls[0]!, farthest)).toBeGreaterThan(Math.log(41));
  const alone = scorer.score(0, farthest);
  expect(scorer.rarityAt(0, alone)).toBeCloseTo(Math.log(41), 9);
  expect(scorer.reaches(0, alone + 0.1)).toBe(false);
});

test('rows that differ are no few kinds, but 25 of them are', async () => {
  const many = await referenceKernel(packedRows(streamRows(3, 40, 8)), 'gaussian', BANDWIDTH);
  expect(isOfFewKinds(many)).toBe(false);
  expect((await calibrateScan(many, key, { seed: 1 })).rarestRow).toBeUndefined();
  const small = await referenceKernel(packedRows(streamRows(3, 25, 8)), 'gaussian', BANDWIDTH);
  expect(isOfFewKinds(small)).toBe(true);
});
