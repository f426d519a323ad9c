import { goldenCases, goldenKernels } from '../support/goldenMmd.js';
import { computePlaces, expect, test } from '../support/labTest.js';

const FLOAT32_ATOL = 1e-5;

for (const compute of computePlaces) {
  test(`mmdTest matches the golden values: ${compute}`, async ({ openLab }) => {
    const page = await openLab('webgpu');
    for (const [name, golden] of goldenCases) {
      const results = await page.evaluate(
        ([{ reference, live, lengthscale }, kernels, place]) =>
          Promise.all(
            kernels.flatMap((kernel) =>
              [lengthscale, 'pooled-median' as const].map((bandwidth) =>
                window.lab.drift.mmdTest(reference, live, { kernel, bandwidth, compute: place }),
              ),
            ),
          ),
        [golden, goldenKernels, compute] as const,
      );
      expect(results).toHaveLength(2 * goldenKernels.length);
      for (const [at, result] of results.entries()) {
        const label = `${name} ${result.kernel}`;
        // The pooled median is computed in main memory wherever a fixed bandwidth is.
        expect(result.compute, label).toBe(at % 2 && compute === 'webgpu' ? 'wasm' : compute);
        const { mmd2Unbiased } = golden.kernels[goldenKernels[at >> 1]!];
        expect(Math.abs(result.mmd2 - mmd2Unbiased), label).toBeLessThanOrEqual(FLOAT32_ATOL);
        expect(Math.abs(result.bandwidth - golden.lengthscale), label).toBeLessThanOrEqual(1e-5);
      }
    }
  });

  test(`going through all splits gives the exact p-values: ${compute}`, async ({ openLab }) => {
    const page = await openLab('webgpu');
    for (const [name, { reference, live, lengthscale, exhaustiveNullGaussian }] of goldenCases) {
      const result = await page.evaluate(
        ([x, y, bandwidth, place]) =>
          window.lab.drift.mmdTest(x, y, {
            bandwidth,
            permutations: 'exhaustive',
            compute: place,
          }),
        [reference, live, lengthscale, compute] as const,
      );
      expect(result.compute, name).toBe(compute);
      expect(result.pValue, name).toBe(exhaustiveNullGaussian.exactPValue);
    }
  });
}
