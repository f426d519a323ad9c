import { expect, test } from 'playwright/test';
import { scanBRunLength, scanBThreshold } from '../../../scripts/field/blockMethods.js';
import { BlockStatistics, momentsOf, variance } from '../../../scripts/field/blockStatistics.js';
import { fQuantile, fTail, normalTail } from '../../../scripts/field/distributions.js';
import { tSquared } from '../../../scripts/field/hotelling.js';
import { KernelStream, knownOf } from '../../../scripts/field/kernelStream.js';
import type { Known, Reading } from '../../../scripts/field/method.js';
import { ExponentialWindows } from '../../../scripts/field/mmdew.js';
import { forgetting, NestedMeans } from '../../../scripts/field/newma.js';
import { calm } from '../../../scripts/field/windowMethods.js';
import { rowOf } from '../../../src/core/base/derivedRows.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRow } from '../../../src/core/base/rows.js';
import { normalQuantile } from '../../../src/core/math/normalQuantile.js';

const WIDTH = 3;

function gaussianRows(count: number, seed: number): Float32Array[] {
  const gaussian = normal(seededRandom(seed));
  return Array.from({ length: count }, () => Float32Array.from({ length: WIDTH }, gaussian));
}

function known(count: number, seed: number): Promise<Known> {
  const values = new Float32Array(count * WIDTH);
  for (const [at, row] of gaussianRows(count, seed).entries()) values.set(row, at * WIDTH);
  return knownOf({ values, count, width: WIDTH });
}

const kernelOf =
  (bandwidth: number) =>
  (a: FeatureRow, b: FeatureRow): number => {
    let squared = 0;
    for (let c = 0; c < a.length; c++) squared += (a[c]! - b[c]!) ** 2;
    return Math.exp(-squared / (2 * bandwidth * bandwidth));
  };

test('the block statistic is the sum over pairs of its definition', async () => {
  const { rows, bandwidth, kernel } = await known(40, 1);
  const k = kernelOf(bandwidth);
  const blocks = [Int32Array.of(3, 9, 1, 30), Int32Array.of(7, 22, 11, 5)];
  const moments = momentsOf(kernel, seededRandom(2));
  const statistics = new BlockStatistics(kernel, blocks, moments);
  const live = gaussianRows(7, 3);
  let found = new Float64Array();
  for (const [at, row] of live.entries()) {
    const toReference = Array.from({ length: 40 }, (_, i) => k(row, rowOf(rows, i)));
    const toEarlier = Array.from({ length: at }, (_, age) => k(row, live[at - 1 - age]!));
    found = statistics.push(toReference, toEarlier) as typeof found;
  }
  for (const b of [2, 3, 4]) {
    let sum = 0;
    for (const block of blocks) {
      for (let j = 0; j < b; j++) {
        for (let l = 0; l < b; l++) {
          if (j === l) continue;
          const [x, other] = [rowOf(rows, block[j]!), rowOf(rows, block[l]!)];
          const [y, second] = [live[6 - j]!, live[6 - l]!];
          sum += k(x, other) + k(y, second) - k(x, second) - k(other, y);
        }
      }
    }
    const z = sum / (2 * b * (b - 1)) / Math.sqrt(variance(moments, 2, b));
    expect(found[b]).toBeCloseTo(z, 4);
  }
});

test('block statistics without drift have mean 0 and variance 1', async () => {
  const { kernel } = await known(600, 4);
  const moments = momentsOf(kernel, seededRandom(5));
  const random = seededRandom(6);
  const k = (a: number, b: number) => kernel.matrix[a * 600 + b]!;
  let [sum, squares] = [0, 0];
  const draws = 2_000;
  for (let draw = 0; draw < draws; draw++) {
    const rows = new Set<number>();
    while (rows.size < 12) rows.add(Math.floor(600 * random()));
    const [x0, x1, x2, u0, u1, u2, y0, y1, y2] = [...rows] as number[];
    const blocks = [Int32Array.of(x0!, x1!, x2!), Int32Array.of(u0!, u1!, u2!)];
    const statistics = new BlockStatistics(kernel, blocks, moments);
    let found = 0;
    const live = [y0!, y1!, y2!];
    for (const [at, row] of live.entries()) {
      const toEarlier = Array.from({ length: at }, (_, age) => k(row, live[at - 1 - age]!));
      const column = Array.from({ length: 600 }, (_, i) => k(row, i));
      found = statistics.push(column, toEarlier)[3]!;
    }
    sum += found;
    squares += found * found;
  }
  expect(Math.abs(sum / draws)).toBeLessThan(0.1);
  expect(Math.abs(squares / draws - 1)).toBeLessThan(0.2);
});

test('the threshold of Scan-B is where its formula gives the run length', () => {
  const threshold = scanBThreshold(1_000, 50);
  expect(scanBRunLength(threshold, 50)).toBeCloseTo(1_000, 3);
  // Rarer alarms and larger windows, whose statistics move less, need other thresholds.
  expect(scanBThreshold(10_000, 50)).toBeGreaterThan(threshold + 0.5);
  expect(scanBThreshold(1_000, 20)).toBeGreaterThan(threshold);
});

test('exponential windows that keep all rows have the MMD of every border', () => {
  const rows = gaussianRows(13, 7);
  const k = kernelOf(1.5);
  const windows = new ExponentialWindows(k, seededRandom(0), (size) => size);
  for (const row of rows) windows.push(row);
  const mean = (a: readonly FeatureRow[], b: readonly FeatureRow[]) =>
    a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + k(x, y), 0), 0) /
    (a.length * b.length);
  // 13 = 8 + 4 + 1.
  const borders = [8, 12].map((at) => {
    const [x, y] = [rows.slice(0, at), rows.slice(at)];
    const squared = mean(x, x) + mean(y, y) - 2 * mean(x, y);
    return Math.sqrt(squared / (1 / x.length + 1 / y.length));
  });
  expect(windows.largest()).toBeCloseTo(Math.max(...borders), 9);
});

test('exponential windows go back to what they kept', () => {
  const windows = new ExponentialWindows(
    kernelOf(1),
    seededRandom(1),
    (size) => 1 + Math.log2(size),
  );
  const rows = gaussianRows(30, 8);
  for (const row of rows.slice(0, 20)) windows.push(row);
  const before = windows.largest();
  windows.keep();
  for (const row of rows.slice(20)) windows.push(row);
  expect(windows.largest()).not.toBe(before);
  windows.goBack();
  expect(windows.largest()).toBe(before);
});

test('a jump of the features moves the two means of NEWMA by their forgetting', () => {
  const means = new NestedMeans(1);
  means.push(Float64Array.of(0), 3);
  const { fast, slow } = forgetting;
  for (const step of [1, 2, 5]) {
    const nested = new NestedMeans(1);
    nested.push(Float64Array.of(0), 3);
    let statistic = 0;
    for (let at = 0; at < step; at++) ({ statistic } = nested.push(Float64Array.of(1), 3));
    const apart = (1 - slow) ** step - (1 - fast) ** step;
    expect(statistic).toBeCloseTo(apart ** 2, 12);
  }
});

test("Hotelling's T² is that of means of whitened rows", () => {
  const rows = [Float64Array.of(1, 0), Float64Array.of(3, -2)];
  // The mean is (2, -1): n m/(n + m) (4 + 1).
  expect(tSquared(rows, 8)).toBeCloseTo(((8 * 2) / 10) * 5, 12);
});

test('tails and quantiles are those of tables', () => {
  expect(normalTail(1.959963985)).toBeCloseTo(0.025, 9);
  expect(-normalQuantile(0.001)).toBeCloseTo(3.090232, 5);
  expect(fTail(3.49, 2, 20)).toBeCloseTo(0.05, 3);
  expect(fQuantile(0.05, 10, 60)).toBeCloseTo(1.993, 2);
  // With one and many degrees of freedom it is a squared normal number.
  expect(fTail(4, 1, 1e6)).toBeCloseTo(2 * normalTail(2), 5);
});

test('kernel values of a stream, and the window of CALM, are those of their definition', async () => {
  const of = await known(200, 9);
  const k = kernelOf(of.bandwidth);
  const kernel = await KernelStream.of(of);
  const live = gaussianRows(150, 10);
  const watch = await calm.prepare(of, 100, 0);
  let readings: readonly Reading[] = [];
  for (const [at, row] of live.entries()) {
    const { toReference, toEarlier, earlier } = kernel.push(row);
    expect(earlier).toBe(Math.min(at, 127));
    expect(toReference[17]).toBeCloseTo(k(row, rowOf(of.rows, 17)), 5);
    if (at > 2) expect(toEarlier[2]).toBeCloseTo(k(row, live[at - 3]!), 5);
    readings = await watch.push({ row, toReference, toEarlier, earlier }, true);
  }
  const [m, n] = [64, 200];
  const reference = Array.from({ length: n }, (_, at) => rowOf(of.rows, at));
  const window = live.slice(-m);
  const sum = (a: readonly FeatureRow[], b: readonly FeatureRow[]) =>
    a.reduce((all, x) => all + b.reduce((inner, y) => inner + (x === y ? 0 : k(x, y)), 0), 0);
  const within =
    (sum(reference, reference) - 0) / (n * (n - 1)) + sum(window, window) / (m * (m - 1));
  expect(readings[0]!.statistic).toBeCloseTo(within - (2 * sum(window, reference)) / (n * m), 5);
});
