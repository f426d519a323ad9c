import { expect, test } from 'playwright/test';
import { mmdTest } from 'tfjs-drift';
import { type EngineRun, runEngine } from '../../../e2e/lab/engineRun.js';
import { goldenCases, goldenKernels } from '../../../e2e/support/goldenMmd.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { pooledDistances } from '../../../src/core/math/distanceMatrix.js';
import { typicalKernelValue } from '../../../src/core/mmd/engine.js';
import { kernels } from '../../../src/core/mmd/kernel.js';

/** WebGPU is for browsers' tests; the same runs are there. */
const places = ['wasm', 'typescript'] as const;

for (const compute of places) {
  test(`streaming equals recomputation in float64: ${compute}`, async () => {
    const sizes = { referenceSize: 41, windowSize: 13, width: 19, permutations: 199 };
    for (const kernel of kernels) {
      const run: EngineRun = { ...sizes, compute, kernel, batches: [1, 1, 2, 12, 1, 13, 3, 1, 1] };
      const errors = await runEngine(run);
      expect(errors.mmd2, kernel).toBeLessThanOrEqual(3e-7);
      expect(errors.z, kernel).toBeLessThanOrEqual(1e-4);
      expect(errors.witness, kernel).toBeLessThanOrEqual(1e-6);
      expect(errors.pValue, kernel).toBeLessThanOrEqual(2 / 200 + 1e-12);
    }
  });

  test(`after 10,000 streamed rows nothing has drifted: ${compute}`, async () => {
    const errors = await runEngine({
      compute,
      kernel: 'laplace',
      referenceSize: 60,
      windowSize: 20,
      width: 8,
      permutations: 199,
      batches: Array<number>(10_000).fill(1),
      lookEvery: 2_500,
    });
    expect(errors.mmd2).toBeLessThanOrEqual(3e-7);
  });
}

for (const [name, { reference, live, lengthscale, kernels: golden }] of goldenCases) {
  test(`${name}: WebAssembly gives the golden values`, async () => {
    for (const kernel of goldenKernels) {
      for (const bandwidth of [lengthscale, 'pooled-median'] as const) {
        const result = await mmdTest(reference, live, { kernel, bandwidth, compute: 'wasm' });
        expect(result.compute).toBe('wasm');
        expect(Math.abs(result.mmd2 - golden[kernel].mmd2Unbiased)).toBeLessThanOrEqual(1e-6);
        expect(Math.abs(result.bandwidth - lengthscale)).toBeLessThanOrEqual(1e-6);
      }
    }
  });
}

test('rows far from zero, and of any scale, give the answer of float64', async () => {
  const draw = normal(seededRandom(5));
  const rows = (count: number, shift: number, mean: number, deviation: number) =>
    Array.from({ length: count }, () =>
      Array.from({ length: 6 }, () => mean + deviation * (shift + draw())),
    );
  for (const [mean, deviation] of [
    [1e8, 1],
    [0, 1e-20],
    [0, 1e30],
  ] as const) {
    const reference = rows(40, 0, mean, deviation);
    const live = rows(20, 1.5, mean, deviation);
    const exact = await mmdTest(reference, live, { compute: 'typescript' });
    const found = await mmdTest(reference, live, { compute: 'wasm' });
    expect(exact.pValue).toBe(0.001);
    expect(found.pValue).toBe(0.001);
    expect(Math.abs(found.mmd2 - exact.mmd2)).toBeLessThanOrEqual(2e-5);
  }
});

test('the typical kernel value is that of all pairs, whatever order the rows are in', () => {
  const draw = normal(seededRandom(8));
  const values = new Float64Array(1_000 * 4);
  // Neighbours resemble each other, as of a video.
  for (let at = 4; at < values.length; at++) values[at] = 0.97 * values[at - 4]! + 0.24 * draw();
  const rows = { values, count: 1_000, width: 4 };
  const all = pooledDistances(rows, 'squared');
  let mean = 0;
  for (const squared of all) mean += Math.exp(-squared / 8) / (1_000 * 999);
  mean -= 1 / 999;
  expect(Math.abs(typicalKernelValue(rows, 'gaussian', 2) - mean)).toBeLessThan(0.05);
});
