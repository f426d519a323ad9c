import { expect, test } from 'playwright/test';
import { simulateDependence } from '../../scripts/studies/dependence.js';
import { scanOnDependentRows } from '../../scripts/studies/scanOnFrames.js';

test('with the guard a test keeps its level, reaches a verdict and finds shifts', async () => {
  const figures = await simulateDependence({ runs: 60, correlations: [0, 0.9] });
  expect(figures.filter((figure) => !figure.holds)).toEqual([]);
  expect(figures.some((figure) => figure.setting.startsWith('shifts found'))).toBe(true);
});

test('behind the guard the scan of frames keeps its level, and sees shifts', async () => {
  test.setTimeout(120_000);
  const figures = await scanOnDependentRows(50, [0.9]);
  expect(figures.length).toBe(8);
  expect(figures.filter(({ holds }) => !holds)).toEqual([]);
});
