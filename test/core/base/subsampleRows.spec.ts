import { expect, test } from 'playwright/test';
import { Reference } from 'tfjs-drift';
import { subsampleRows } from '../../../src/core/base/derivedRows.js';

const numbered = (count: number) => ({
  values: Float32Array.from({ length: 2 * count }, (_, at) => at >> 1),
  count,
  width: 2,
});

test('few rows are kept as they are', () => {
  const rows = numbered(5);
  expect(subsampleRows(rows, 5, 0)).toBe(rows);
});

test('of many rows each is as likely to be kept, whole and in order', () => {
  const seen = new Float64Array(20);
  const SEEDS = 600;
  for (let seed = 0; seed < SEEDS; seed++) {
    const { values, count } = subsampleRows(numbered(20), 5, seed);
    expect(count).toBe(5);
    const kept = values.filter((_, at) => at % 2 === 0);
    expect(values.filter((_, at) => at % 2 === 1)).toEqual(kept);
    expect(kept).toEqual(kept.toSorted());
    for (const index of kept) seen[index]!++;
  }
  // 5 standard errors of a share of 1/4.
  for (const count of seen) expect(Math.abs(count / SEEDS - 0.25)).toBeLessThan(0.09);
});

test('a reference of too many rows keeps a sample, and says so after saving as well', async () => {
  const reference = await Reference.fromFeatures(numbered(4_200));
  expect(reference.size).toBe(4_096);
  expect(reference.sampledFrom).toBe(4_200);
  const loaded = await Reference.fromFile(reference.toFile());
  expect(loaded.sampledFrom).toBe(4_200);
  expect(loaded.id).toBe(reference.id);
  expect((await Reference.fromFeatures(numbered(9))).sampledFrom).toBeUndefined();
});
