import { expect, test } from 'playwright/test';
import { fitParetoTail, paretoQuantile } from '../../../src/core/alarm/thresholds.js';
import { seededRandom } from '../../../src/core/base/random.js';

for (const [shape, scale] of [
  [0, 2],
  [0.2, 1],
  [-0.2, 0.5],
] as const) {
  test(`shape ${shape}, scale ${scale} are found again`, () => {
    const random = seededRandom(5);
    const tail = { shape, scale };
    const values = Float64Array.from({ length: 20_000 }, () =>
      paretoQuantile(tail, 1 / (1 - random())),
    ).sort();
    const fitted = fitParetoTail(values);
    expect(Math.abs(fitted.shape - shape)).toBeLessThan(0.03);
    expect(Math.abs(fitted.scale / scale - 1)).toBeLessThan(0.04);
    const share = values.filter((x) => x > paretoQuantile(fitted, 100)).length / values.length;
    expect(Math.abs(share - 0.01)).toBeLessThan(0.0025);
  });
}

test('its quantiles grow with the run time from 0', () => {
  expect(paretoQuantile({ shape: 0.1, scale: 3 }, 1)).toBe(0);
  expect(paretoQuantile({ shape: 0, scale: 3 }, Math.E)).toBeCloseTo(3, 12);
});
