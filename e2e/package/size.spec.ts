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
  const beginning = readme.slice(0, 1_500);
  const summaries = {
    'tfjs-drift/core': /weighs (\d+) kB at first and (\d+) kB/,
    'tfjs-drift': /\[(\d+) and (\d+) kB\]/,
  };
  for (const [name, summary] of Object.entries(summaries)) {
    const stated = summary.exec(beginning);
    const { first, later } = sizes.find(({ subpath }) => subpath === name)!;
    expect(Math.abs(Number(stated?.[1]) - first), name).toBeLessThan(0.6);
    expect(Math.abs(Number(stated?.[2]) - later), name).toBeLessThan(0.6);
  }
});
