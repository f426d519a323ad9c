import { expect, test } from 'playwright/test';
import { packedRows } from '../../../src/core/base/derivedRows.js';
import { referenceKernel } from '../../../src/core/mmd/referenceKernel.js';
import { LiveScan } from '../../../src/core/scan/liveScan.js';
import { mmdOf, SlidingSums } from '../../../src/core/scan/slidingSums.js';
import { streamRows } from '../../support/streamRows.js';
import { exactMmd2 } from './exactMmd2.js';

const BANDWIDTH = 2;
const LARGEST = 7;

const reference = packedRows(streamRows(1, 20, 3));
const live = streamRows(2, 40, 3, 0.4);

async function liveScan(): Promise<LiveScan> {
  const { rowSums, size } = await referenceKernel(reference, 'gaussian', BANDWIDTH);
  const outside = rowSums.reduce((sum, row) => sum + row, 0) / (size * (size - 1));
  const parts = {
    kernel: 'gaussian',
    bandwidth: BANDWIDTH,
    outside,
    largest: LARGEST,
    apart: 1,
  } as const;
  return LiveScan.create(reference, parts);
}

test('after each row, and long after the ring is full, every window has its exact MMD²', async () => {
  const scan = await liveScan();
  for (const [at, row] of live.entries()) {
    scan.push(row);
    for (let size = 2; size <= Math.min(at + 1, LARGEST); size++) {
      const window = packedRows(live.slice(at + 1 - size, at + 1));
      const exact = await exactMmd2(reference, window, BANDWIDTH);
      expect(Math.abs(scan.mmd2(size) - exact)).toBeLessThan(1e-6);
    }
  }
});

test('a restart leaves no trace, and a window of one row ranks it by its resemblance', async () => {
  const [scan, fresh] = [await liveScan(), await liveScan()];
  for (const row of live) scan.push(row);
  scan.restart();
  for (const row of live.slice(0, 5)) {
    scan.push(row);
    fresh.push(row);
  }
  expect(scan.count).toBe(5);
  for (const size of [1, 2, 3, 4, 5]) expect(scan.mmd2(size)).toBe(fresh.mmd2(size));
  scan.restart();
  const [near, far] = [Float32Array.of(0, 0, 0), Float32Array.of(9, 9, 9)].map((row) => {
    scan.push(row);
    return scan.mmd2(1);
  }) as [number, number];
  expect(near).toBeLessThan(far);
});

test('the witness of early rows is the one of the permutation test', async () => {
  const scan = await liveScan();
  for (const row of live.slice(0, 4)) scan.push(row);
  const kernel = (a: Float32Array, b: ArrayLike<number>): number => {
    const squared = a.reduce((sum, value, c) => sum + (value - b[c]!) ** 2, 0);
    return Math.exp(-squared / (2 * BANDWIDTH ** 2));
  };
  const mean = (values: number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const expected = live.slice(0, 4).map((row, j) => {
    const toReference = Array.from({ length: reference.count }, (_, i) =>
      kernel(row, reference.values.subarray(3 * i, 3 * i + 3)),
    );
    const others = live.slice(0, 4).filter((_, i) => i !== j);
    return mean(toReference) - mean(others.map((other) => kernel(row, other)));
  });
  for (const [at, value] of scan.witness()!.entries()) expect(value).toBeCloseTo(expected[at]!, 6);
  for (const row of live) scan.push(row);
  expect(scan.witness()).toBeUndefined();
});

test('sums slide by adding alone', () => {
  const sums = new SlidingSums(3);
  const kernel = (i: number, j: number): number => i + 10 * j;
  for (let row = 1; row <= 6; row++) {
    const earlier = [row - 1, row - 2].filter((other) => other > 0);
    sums.push(
      row,
      Float64Array.from(earlier, (other) => kernel(other, row)),
    );
  }
  // Rows 4, 5 and 6.
  expect(sums.across(3)).toBe(15);
  expect(sums.within[3]).toBe(2 * (kernel(4, 5) + kernel(4, 6) + kernel(5, 6)));
  expect(sums.compared(3, 2)).toBe(2 * kernel(4, 6));
  const window = { within: 6, across: 8 };
  expect(mmdOf(window, 1, 3, 4, 1)).toBeCloseTo(1 + 6 / 6 - 16 / 12, 12);
  expect(mmdOf(window, 1, 3, 4, 2)).toBeCloseTo(1 + 6 / 2 - 16 / 12, 12);
  expect(mmdOf(window, 1, 1, 4, 1)).toBeCloseTo(1 - 16 / 4, 12);
});
