import { expect, test } from 'playwright/test';
import { InvalidOptionError, mmdTest, Reference } from 'tfjs-drift';
import { goldenCases, goldenKernels } from '../../../e2e/support/goldenMmd.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { distanceQuantiles } from '../../../src/core/math/medianDistance.later.js';
import { fusedStatistic } from '../../../src/core/mmd/fuseEngine.js';

const compute = 'typescript';
const FLOAT64_ATOL = 1e-12;

for (const [name, golden] of goldenCases) {
  const { reference, live, lengthscale } = golden;

  test(`${name}: statistic and bandwidths are the golden ones`, async () => {
    for (const kernel of goldenKernels) {
      const { mmd2Unbiased } = golden.kernels[kernel];
      for (const bandwidth of [lengthscale, 'pooled-median'] as const) {
        const result = await mmdTest(reference, live, { kernel, bandwidth, compute });
        expect(Math.abs(result.mmd2 - mmd2Unbiased)).toBeLessThanOrEqual(FLOAT64_ATOL);
        expect(Math.abs(result.bandwidth - lengthscale)).toBeLessThanOrEqual(FLOAT64_ATOL);
      }
      const byDefault = await mmdTest(reference, live, { kernel, compute });
      expect(byDefault.bandwidth).toBeCloseTo(golden.referenceMedianLower, 12);
    }
  });

  test(`${name}: going through all splits gives the exact p-value`, async () => {
    const options = { bandwidth: lengthscale, permutations: 'exhaustive', compute } as const;
    const { pValue, permutations } = await mmdTest(reference, live, options);
    expect(pValue).toBe(golden.exhaustiveNullGaussian.exactPValue);
    expect(permutations).toBe(golden.exhaustiveNullGaussian.splits - 1);
  });

  test(`${name}: the fused statistic is the golden one`, () => {
    const { fuseGaussian } = golden;
    const parts = fuseGaussian.normalised_mmd2.map((normalised) => ({
      statistics: [normalised],
      sumOfSquares: 1,
    }));
    const [fused] = fusedStatistic(parts, Math.min(golden.n, golden.m));
    expect(fused).toBeCloseTo(fuseGaussian.logmeanexp_as_documented, 12);
  });

  test(`${name}: a fused test is the fused statistic of its five bandwidths`, async () => {
    const result = await mmdTest(reference, live, { bandwidth: 'fuse', compute });
    const pool = [...reference, ...live];
    const [width, count] = [reference[0]!.length, reference.length];
    const rows = { values: Float64Array.from(reference.flat()), count, width };
    const [low, high] = await distanceQuantiles(rows, [0.05, 0.95]);
    const [least, most] = [low! / 2, high! * 2];
    const grid = [0, 1, 2, 3, 4].map((step) => least * (most / least) ** (step / 4));
    expect(result.bandwidth).toBeCloseTo(grid[2]!, 12);
    const parts = await Promise.all(
      grid.map(async (bandwidth) => {
        const { mmd2 } = await mmdTest(reference, live, { bandwidth, compute });
        let sumOfSquares = 0;
        for (const [i, a] of pool.entries()) {
          for (const [j, b] of pool.entries()) {
            const squared = a.reduce((sum, x, t) => sum + (x - b[t]!) ** 2, 0);
            if (i !== j) sumOfSquares += Math.exp(-squared / (bandwidth * bandwidth));
          }
        }
        return { statistics: [mmd2], sumOfSquares };
      }),
    );
    const [expected] = fusedStatistic(parts, Math.min(golden.n, golden.m));
    expect(result.statistic).toBeCloseTo(expected!, 12);
  });
}

for (const bandwidth of [2, 'median', 'pooled-median', 'fuse'] as const) {
  test(`p-values are uniform without drift: bandwidth ${bandwidth}`, async () => {
    const TESTS = 2_000;
    const random = normal(seededRandom(11));
    const rows = (count: number) => ({
      values: Float64Array.from({ length: count * 3 }, random),
      width: 3,
    });
    const pValues: number[] = [];
    for (let seed = 0; seed < TESTS; seed++) {
      const options = { bandwidth, permutations: 99, seed, compute } as const;
      pValues.push((await mmdTest(rows(14), rows(7), options)).pValue);
    }
    const share = (level: number) => pValues.filter((p) => p <= level).length / TESTS;
    expect(Math.abs(share(0.05) - 0.05)).toBeLessThanOrEqual(0.015);
    expect(Math.abs(share(0.5) - 0.5)).toBeLessThanOrEqual(0.04);
    expect(Math.min(...pValues)).toBeGreaterThanOrEqual(1 / 100);
  });
}

test('a shift is found, and the approximate p-value goes below 1 / (1 + permutations)', async () => {
  const random = normal(seededRandom(12));
  const rows = (count: number, mean: number) => ({
    values: Float64Array.from({ length: count * 8 }, () => mean + random()),
    width: 8,
  });
  const result = await mmdTest(rows(100, 0), rows(30, 0.8), { compute });
  expect(result.pValue).toBe(1 / 1000);
  expect(result.z).toBeGreaterThan(10);
  expect(result.approximatePValue).toBeLessThan(1e-5);
  expect(result.approximatePValue).toBeGreaterThan(0);
});

test('options out of range give named errors that say what came', async () => {
  const run = (options: object) => mmdTest([[0], [1], [3]], [[2], [5]], { compute, ...options });
  await expect(run({ bandwidth: 'fuse', kernel: 'exponential' })).rejects.toThrow(/'exponential'/);
  await expect(run({ bandwidth: 'mean' })).rejects.toThrow(/'fuse' or a number.*mean came/);
  await expect(run({ permutations: 10_001 })).rejects.toThrow(InvalidOptionError);
  await expect(run({ kernel: 'linear' })).rejects.toThrow(InvalidOptionError);
  const many = Array.from({ length: 30 }, (_, i) => [i]);
  await expect(mmdTest(many, many, { compute, permutations: 'exhaustive' })).rejects.toThrow(
    /at most 20000/,
  );
  const large = { values: new Float32Array(4_097).map((_, i) => i), width: 1 };
  await expect(mmdTest(large, [[1], [2]], { compute })).rejects.toThrow(
    /referenceSize 4097 \(at most 4096\)/,
  );
});

test('a reference of two conditions is unlike live rows of one of them, also after it was extended', async () => {
  const gaussian = normal(seededRandom(3));
  const rows = (count: number, mean: number) =>
    Array.from({ length: count }, () => Array.from({ length: 8 }, () => mean + gaussian()));
  const [day, night] = [0, 3];
  const byDay = await Reference.fromFeatures(rows(100, day));
  const both = await byDay.extend(rows(100, night));
  const pValueOf = async (reference: Reference, live: number[][]) =>
    (await mmdTest(reference.features, live, { permutations: 999, compute })).pValue;
  const live = rows(32, day);
  expect(await pValueOf(byDay, live)).toBeGreaterThan(0.05);
  expect(await pValueOf(both, live)).toBe(0.001);
  expect(await pValueOf(both, rows(32, night))).toBe(0.001);
  expect(await pValueOf(both, [...rows(16, day), ...rows(16, night)])).toBeGreaterThan(0.05);
});
