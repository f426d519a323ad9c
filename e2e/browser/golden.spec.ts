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

  test(`rounding breaks no tie, also where kernels are nearly 1: ${compute}`, async ({
    openLab,
  }) => {
    const page = await openLab('webgpu');
    const pairs = await page.evaluate(async (place) => {
      const { drift, gaussianRows } = window.lab;
      const pairs: { at: string; wide: boolean; found: number; exact: number }[] = [];
      for (const width of [1, 4, 64, 1024]) {
        for (const factor of [1, 100, 1_000]) {
          for (let seed = 1; seed <= 8; seed++) {
            // With n = m each split ties with its complement, the observed one too.
            const rows = [
              gaussianRows(seed, 6, width),
              gaussianRows(seed + 100, 6, width),
            ] as const;
            const bandwidth = factor * Math.sqrt(2 * width);
            const options = { bandwidth, permutations: 'exhaustive' } as const;
            const { pValue } = await drift.mmdTest(...rows, { ...options, compute: place });
            const { pValue: exact } = await drift.mmdTest(...rows, {
              ...options,
              compute: 'typescript',
            });
            const at = `width ${width}, ${factor} x, seed ${seed}`;
            pairs.push({ at, wide: factor > 1, found: pValue, exact });
          }
        }
      }
      return pairs;
    }, compute);
    expect(pairs).toHaveLength(96);
    for (const { at, wide, found, exact } of pairs) {
      if (wide) expect(found, at).toBeGreaterThanOrEqual(exact);
      else expect(found, at).toBe(exact);
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
