import { expect, test } from 'playwright/test';
import { lookAt } from '../../../scripts/power/looks.js';
import { ownTests, paperGrid } from '../../../scripts/power/lookTests.js';
import { Pool } from '../../../scripts/power/pool.js';
import { gaussianMixture, sampleRows } from '../../../scripts/power/samplers.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { kernels } from '../../../src/core/mmd/kernel.js';
import type { MmdTestOptions } from '../../../src/core/mmd/mmdTest.later.js';
import { runMmdTest } from '../../../src/core/mmd/mmdTest.later.js';

const PERMUTATIONS = 99;

for (const [n, m] of [
  [40, 40],
  [60, 21],
] as const) {
  test(`the p-values of ${n} and ${m} rows are those of mmdTest`, async () => {
    const random = seededRandom(n);
    const gaussian = normal(random);
    const reference = sampleRows({ width: 3, draw: () => [0, 0, 0].map(gaussian) }, n, random);
    const shifted = { width: 3, draw: () => [0.4, 0, 0].map((shift) => shift + gaussian()) };
    const live = sampleRows(shifted, m, random);
    const found = await lookAt(Pool.of(reference, live), ownTests, PERMUTATIONS, 3);
    const options: Record<string, MmdTestOptions> = {
      ...Object.fromEntries(kernels.map((kernel) => [kernel, { kernel }])),
      fuse: { bandwidth: 'fuse' },
    };
    expect([...found.keys()].sort()).toEqual(Object.keys(options).sort());
    for (const [name, pValue] of found) {
      const test = { ...options[name], permutations: PERMUTATIONS, seed: 3 };
      const { pValue: expected } = await runMmdTest(reference, live, {
        ...test,
        compute: 'typescript',
      });
      expect(pValue, name).toBe(expected);
    }
  });
}

test('grids reach from near neighbours to beyond the farthest pairs', async () => {
  const random = seededRandom(4);
  const pool = Pool.of(
    sampleRows(gaussianMixture(1), 100, random),
    sampleRows(gaussianMixture(1), 100, random),
  );
  const fuse = ownTests.find(({ name }) => name === 'fuse')!;
  for (const { name, members } of [fuse, paperGrid]) {
    const bandwidths = members(pool)
      .filter(({ kernel }) => kernel === 'gaussian')
      .map(({ bandwidth }) => bandwidth);
    expect(Math.min(...bandwidths), name).toBeLessThan(1);
    expect(Math.max(...bandwidths), name).toBeGreaterThan(100);
  }
  expect(fuse.members(pool)).toHaveLength(5);
  expect(paperGrid.members(pool)).toHaveLength(20);
});

test('a grid with near neighbours sees one of four gaussians widen, and the median does not', async () => {
  const random = seededRandom(6);
  const pool = Pool.of(
    sampleRows(gaussianMixture(1), 300, random),
    sampleRows(gaussianMixture(3), 300, random),
  );
  const found = await lookAt(pool, [...ownTests, paperGrid], PERMUTATIONS, 0);
  expect(found.get('fuse')).toBeLessThan(0.05);
  expect(found.get('fuse, 20 kernels')).toBeLessThan(0.05);
  expect(found.get('gaussian')).toBeGreaterThan(0.05);
});
