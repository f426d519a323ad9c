import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { timeSlices } from '../../../src/core/base/tasks.js';
import { partRows } from '../../../src/core/partial/parts.js';

/** Rows about centres far from each other, `sizes` of each. */
function clustered(sizes: readonly number[], spread: number) {
  const gaussian = normal(seededRandom(7));
  const centres = sizes.map(() => [gaussian(), gaussian(), gaussian(), gaussian()]);
  const values = sizes.flatMap((size, part) =>
    Array.from({ length: size }, () => centres[part]!.map((c) => 10 * c + spread * gaussian())),
  );
  return { values: Float32Array.from(values.flat()), count: values.length, width: 4 };
}

const parted = (rows: Parameters<typeof partRows>[0], fewest = 10, seed = 1) =>
  partRows(rows, { fewest, seed, pause: timeSlices() });

test('parts that lie apart are found, as many as there are', async () => {
  const sizes = [60, 60, 60, 60, 60, 60, 60];
  const { of, sizes: found } = await parted(clustered(sizes, 1));
  expect([...found].sort()).toEqual(sizes);
  for (let part = 0; part < 7; part++) {
    expect(new Set(of.slice(60 * part, 60 * (part + 1))).size).toBe(1);
  }
});

test('rows of parts that are too small go to others, and none is lost', async () => {
  const { of, sizes } = await parted(clustered([100, 100, 100, 100, 5], 1), 20);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(405);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(20);
  for (const part of of) expect(sizes[part]).toBeDefined();
});

test('a few rows far out, or two uneven conditions, leave parts that are large enough', async () => {
  for (const sizes of [
    [485, 15],
    [294, 6],
    [70, 10],
    [400, 3, 3, 3, 3, 3],
  ]) {
    const rows = clustered(sizes, 0.5);
    const fewest = Math.ceil(0.05 * rows.count) + 8;
    const { sizes: found } = await parted(rows, fewest);
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(fewest);
  }
});

test('the same seed parts in the same way; equal rows are two halves, few rows one part', async () => {
  const rows = clustered([80, 80, 80], 5);
  expect(await parted(rows)).toEqual(await parted(rows));
  const equal = { values: new Float32Array(800).fill(3), count: 200, width: 4 };
  expect((await parted(equal)).sizes).toEqual([100, 100]);
  expect((await parted({ ...rows, count: 30 })).sizes.length).toBeLessThan(2);
});
