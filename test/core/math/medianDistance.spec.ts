import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../../e2e/lab/gaussianRows.js';
import { InvalidFeaturesError } from '../../../src/core/base/errors.js';
import type { DistanceMeasure } from '../../../src/core/math/distances.js';
import { distanceQuantiles, medianDistance } from '../../../src/core/math/medianDistance.later.js';

const distances: Record<DistanceMeasure, (a: readonly number[], b: readonly number[]) => number> = {
  squared: (a, b) => Math.hypot(...a.map((x, t) => x - b[t]!)),
  absolute: (a, b) => a.reduce((sum, x, t) => sum + Math.abs(x - b[t]!), 0),
};

for (const measure of ['squared', 'absolute'] as const) {
  // 21 and 28 pairs, so that the median is a pair, and lies between two.
  for (const count of [7, 8]) {
    test(`the lower median of ${measure} distances between ${count} rows`, async () => {
      const rows = gaussianRows(count, count, 5);
      const sorted = rows
        .flatMap((a, i) => rows.slice(0, i).map((b) => distances[measure](a, b)))
        .sort((a, b) => a - b);
      const expected = sorted[(sorted.length - 1) >> 1]!;
      const values = Float64Array.from(rows.flat());
      expect(await medianDistance({ values, count, width: 5 }, measure)).toBeCloseTo(expected, 6);
    });
  }

  test(`more than half of the pairs equal leave no median of ${measure} distances`, async () => {
    const rows = { values: Float32Array.of(1, 1, 1, 1, 9), count: 5, width: 1 };
    await expect(medianDistance(rows, measure)).rejects.toThrow(InvalidFeaturesError);
  });
}

test('quantiles leave equal rows out', async () => {
  const rows = { values: Float32Array.of(0, 0, 0, 1, 3), count: 5, width: 1 };
  const [low, middle, high] = await distanceQuantiles(rows, [0, 0.5, 1]);
  expect([low, middle, high].map((value) => value!.toFixed(4))).toEqual([
    '1.0000',
    '2.0000',
    '3.0000',
  ]);
});
