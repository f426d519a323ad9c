import type { Kernel } from 'tfjs-drift';
import type { EngineRun } from '../lab/engineRun.js';
import { computePlaces, expect, test } from '../support/labTest.js';

const kernels: readonly Kernel[] = ['gaussian', 'exponential', 'rationalQuadratic', 'laplace'];

/** Odd and even, a window larger than the reference, a single feature: where kernels go wrong. */
const sizes = [
  { referenceSize: 30, windowSize: 8, width: 5 },
  { referenceSize: 9, windowSize: 31, width: 1 },
  { referenceSize: 67, windowSize: 33, width: 130 },
];

/** Single rows, streamed and recomputed batches, each wrapping somewhere else. */
const batchSizes = (m: number) => [1, 1, 2, m - 1, 1, m, 3, 1, m - 2, 1, 1, 1];

const runs: readonly Omit<EngineRun, 'compute' | 'permutations'>[] = [
  ...sizes.flatMap((size) =>
    kernels.map((kernel) => ({ ...size, kernel, batches: batchSizes(size.windowSize) })),
  ),
  // Widths that no vector is a divisor of, and the largest there is.
  ...[3, 17, 1_023, 8_192].map((width) => ({
    referenceSize: 12,
    windowSize: 5,
    width,
    kernel: 'laplace' as const,
    batches: [1, 1, 5, 1],
  })),
  // What float32 would lose but for the mean and the scale.
  ...[
    { mean: 1e8, deviation: 1 },
    { mean: 0, deviation: 1e-20 },
    { mean: 3e20, deviation: 1e20 },
  ].map((features) => ({
    ...sizes[0]!,
    kernel: 'exponential' as const,
    batches: [1, 8, 1],
    features,
  })),
];

const more = {
  webgpu: [
    ...runs.slice(0, 12).map((run) => ({ ...run, recompute: 'product' as const })),
    { ...runs[0]!, fromDevice: true },
  ],
  wasm: [],
  typescript: [],
};

for (const compute of computePlaces) {
  test(`streaming equals recomputation in float64: ${compute}`, async ({ openLab }) => {
    const page = await openLab('cpu');
    for (const run of [...runs, ...more[compute]]) {
      const given: EngineRun = { ...run, compute, permutations: 199 };
      const errors = await page.evaluate((settings) => window.lab.runEngine(settings), given);
      const label = JSON.stringify(given);
      expect(errors.mmd2, label).toBeLessThanOrEqual(3e-7);
      expect(errors.z, label).toBeLessThanOrEqual(1e-4);
      expect(errors.witness, label).toBeLessThanOrEqual(1e-6);
      expect(errors.pValue, label).toBeLessThanOrEqual(2 / 200 + 1e-12);
      expect(errors.lastRow, label).toBe(0);
    }
  });

  test(`after 10,000 streamed rows nothing has drifted: ${compute}`, async ({ openLab }) => {
    const page = await openLab('cpu');
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
