import type { Kernel } from 'tfjs-drift';
import { backends, expect, test } from '../support/labTest.js';

const places = [
  ...backends.map((backend) => ({ backend, compute: 'backend' }) as const),
  { backend: 'cpu', compute: 'typescript' } as const,
];

const kernels: readonly Kernel[] = ['gaussian', 'exponential', 'rationalQuadratic'];

/** Odd and even, a window larger than the reference, a single feature: where kernels go wrong. */
const sizes = [
  { referenceSize: 30, windowSize: 8, width: 5 },
  { referenceSize: 9, windowSize: 31, width: 1 },
  { referenceSize: 67, windowSize: 33, width: 130 },
];

/** Single rows, streamed and recomputed batches, each wrapping somewhere else. */
const batchSizes = (m: number) => [1, 1, 2, m - 1, 1, m, 3, 1, m - 2, 1, 1, 1];

for (const { backend, compute } of places) {
  test(`streaming equals recomputation in float64: ${compute} on ${backend}`, async ({
    openLab,
  }) => {
    const page = await openLab(backend);
    for (const { referenceSize, windowSize, width } of sizes) {
      // Software WebGL compiles shaders for seconds; there one kernel stands for all.
      for (const kernel of backend === 'webgl' ? kernels.slice(0, 1) : kernels) {
        const run = { compute, kernel, referenceSize, windowSize, width, permutations: 199 };
        const batches = batchSizes(windowSize);
        const errors = await page.evaluate((settings) => window.lab.runEngine(settings), {
          ...run,
          batches,
        });
        const label = JSON.stringify(run);
        expect(errors.mmd2, label).toBeLessThanOrEqual(3e-7);
        expect(errors.z, label).toBeLessThanOrEqual(1e-4);
        expect(errors.witness, label).toBeLessThanOrEqual(1e-6);
        expect(errors.pValue, label).toBeLessThanOrEqual(2 / 200 + 1e-12);
      }
    }
  });
}

for (const { backend, compute } of places.filter(({ backend }) => /webgpu|cpu/.test(backend))) {
  test(`after 10,000 streamed rows nothing has drifted: ${compute} on ${backend}`, async ({
    openLab,
  }) => {
    const page = await openLab(backend);
    const errors = await page.evaluate((settings) => window.lab.runEngine(settings), {
      compute,
      kernel: 'gaussian' as const,
      referenceSize: 60,
      windowSize: 20,
      width: 8,
      permutations: 199,
      // Single rows with a look at all that was streamed, then 5,000 in pairs.
      batches: [...Array<number>(5_000).fill(1), ...Array<number>(2_500).fill(2)],
      lookEvery: 1_500,
    });
    expect(errors.mmd2).toBeLessThanOrEqual(3e-7);
    expect(errors.pValue).toBeLessThanOrEqual(2 / 200 + 1e-12);
  });
}
