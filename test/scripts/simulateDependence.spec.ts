import { expect, test } from 'playwright/test';
import { simulateDependence } from '../../scripts/studies/dependence.js';

test('with the guard a test keeps its level, reaches a verdict and finds shifts', async () => {
  const figures = await simulateDependence({ runs: 60, correlations: [0, 0.5, 0.9] });
  expect(figures.filter((figure) => !figure.holds)).toEqual([]);
  expect(figures.some((figure) => figure.setting.startsWith('shifts found'))).toBe(true);
});
