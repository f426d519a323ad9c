import { backends, expect, test } from '../support/labTest.js';

const computes = [
  ...backends.map((backend) => [backend, 'backend'] as const),
  ['cpu', 'typescript'] as const,
];

/** Every batch size that matters to a window of `m`, and every place where it may wrap. */
const batchSizes = (m: number) => [1, 1, 2, m - 1, 1, m, 3, 1, m - 2, 1, 1, 1];

for (const [backend, compute] of computes) {
  test(`streaming equals recomputation in float64: ${compute} on ${backend}`, async ({
    openLab,
  }) => {
    const page = await openLab(backend);
    for (const [referenceSize, windowSize, width] of [
      [30, 8, 5],
      [9, 31, 1],
      [67, 33, 130],
    ] as const) {
      for (const kernel of ['gaussian', 'exponential', 'rationalQuadratic'] as const) {
        const permutations = 199;
        const run = {
          compute,
          kernel,
          referenceSize,
          windowSize,
          width,
          permutations,
          batches: batchSizes(windowSize),
        };
        const errors = await page.evaluate((settings) => window.lab.runEngine(settings), run);
        const label = JSON.stringify(run);
        console.log(
          backend,
          compute,
          kernel,
          referenceSize,
          windowSize,
          width,
          JSON.stringify(errors),
        );
        expect(errors.mmd2, label).toBeLessThanOrEqual(3e-7);
      }
    }
  });
}
