import type { Kernel } from 'tfjs-drift';
import { goldenCases } from '../support/goldenMmd.js';
import { backends, expect, test } from '../support/labTest.js';

const FLOAT32_ATOL = 1e-5;

for (const backend of backends) {
  test(`mmdTest matches the golden values on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    for (const [name, golden] of goldenCases) {
      const kernels = Object.keys(golden.kernels) as Kernel[];
      const results = await page.evaluate(
        ([{ reference, live, lengthscale }, names]) =>
          Promise.all(
            names.flatMap((kernel) =>
              [lengthscale, 'pooled-median' as const].map((bandwidth) =>
                window.lab.drift.mmdTest(reference, live, {
                  kernel,
                  bandwidth,
                  compute: 'backend',
                }),
              ),
            ),
          ),
        [golden, kernels] as const,
      );
      expect(results).toHaveLength(2 * kernels.length);
      for (const result of results) {
        const label = `${name} ${result.kernel}`;
        expect(result.backend, label).toBe(backend);
        const { mmd2Unbiased } = golden.kernels[result.kernel];
        expect(Math.abs(result.mmd2 - mmd2Unbiased), label).toBeLessThanOrEqual(FLOAT32_ATOL);
        expect(Math.abs(result.bandwidth - golden.lengthscale), label).toBeLessThanOrEqual(1e-5);
      }
    }
  });

  test(`going through all splits gives the exact p-values on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    for (const [name, { reference, live, lengthscale, exhaustiveNullGaussian }] of goldenCases) {
      const result = await page.evaluate(
        ([x, y, bandwidth]) =>
          window.lab.drift.mmdTest(x, y, {
            bandwidth,
            permutations: 'exhaustive',
            compute: 'backend',
          }),
        [reference, live, lengthscale] as const,
      );
      expect(result.backend, name).toBe(backend);
      expect(result.pValue, name).toBe(exhaustiveNullGaussian.exactPValue);
    }
  });
}
