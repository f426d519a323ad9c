import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { BUDGET, LATER_BUDGET } from '../../scripts/size/budget.js';
import { measure } from '../../scripts/size/measure.js';
import { subpaths } from '../../scripts/size/subpaths.js';

test('every subpath keeps its budget, and the README has the figures', async () => {
  const sizes = await measure(subpaths());
  expect(sizes.map(({ subpath }) => subpath).sort()).toEqual(Object.keys(BUDGET).sort());
  const readme = readFileSync('README.md', 'utf8');
  for (const { subpath, first, later } of sizes) {
    expect(first, subpath).toBeLessThanOrEqual(BUDGET[subpath]!);
    expect(later, subpath).toBeLessThanOrEqual(LATER_BUDGET[subpath] ?? 0);
    const stated = new RegExp(`\\| \`${subpath}\` +\\|[^|]*\\| +([\\d.]+)`).exec(readme)?.[1];
    expect(Math.abs(Number(stated) - first), `README, ${subpath}: ${first}`).toBeLessThan(0.2);
  }
  const core = sizes.find(({ subpath }) => subpath === 'tfjs-drift/core');
  const summary = /weighs (\d+) kB at first and (\d+) kB/.exec(readme.slice(0, 1_500));
  expect(Math.abs(Number(summary?.[1]) - core!.first)).toBeLessThan(0.6);
  expect(Math.abs(Number(summary?.[2]) - core!.later)).toBeLessThan(0.6);
});
