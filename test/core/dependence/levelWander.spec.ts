import { expect, test } from 'playwright/test';
import { lagOneCorrelation } from '../../../src/core/dependence/correlation.js';
import { type LevelWander, levelWander } from '../../../src/core/dependence/levelWander.js';
import { frames, rowsOf } from './frames.js';

const [ROWS, WIDTH, RUNS] = [32, 8, 200];

test('fewer than five blocks say nothing', () => {
  expect(wander(4, (x) => x, 1)).toBeUndefined();
  expect(wander(5, (x) => x, 1)).toBeDefined();
});

const undrifted: [string, (x: number, row: number) => number][] = [
  ['independent rows', (x) => x],
  ['an abrupt shift of 3 within a block', (x, row) => (row < 120 ? x : x + 3)],
  ['an abrupt shift of 3 between blocks', (x, row) => (row < 96 ? x : x + 3)],
  ['an abrupt shift of 3 in the first block', (x, row) => (row < 9 ? x : x + 3)],
  ['a steady trend of 2', (x, row) => x + row / 128],
  ['variance that shrinks to a hundredth', (x, row) => (row < 100 ? x : x / 10)],
];

for (const [name, change] of undrifted) {
  test(`${name}: levels vary no more than chance`, () => {
    const found = Array.from({ length: RUNS }, (_, run) => wander(8, change, run)!);
    const beyond = found.filter((w) => w.inflation > 1 + 2.5 * w.standardError);
    expect(beyond.length / RUNS).toBeLessThan(0.03);
  });
}

test('a level that goes to and fro under lively noise varies more', () => {
  const scenes = (x: number, row: number) => 0.8 * x + (Math.floor(row / 50) % 2 ? 0.6 : -0.6);
  const found = Array.from({ length: RUNS }, (_, run) => wander(8, scenes, run)!);
  const beyond = found.filter((w) => w.inflation > 1 + 2.5 * w.standardError);
  expect(beyond.length / RUNS).toBeGreaterThan(0.98);
});

/** Of independent rows, changed. */
function wander(
  blocks: number,
  change: (x: number, row: number) => number,
  seed: number,
): LevelWander | undefined {
  const { values } = rowsOf(frames(0, WIDTH, seed), blocks * ROWS);
  const rows = Float64Array.from(values, (x, at) => change(x, Math.floor(at / WIDTH)));
  const size = ROWS * WIDTH;
  const levels = Array.from(
    { length: blocks },
    (_, block) => lagOneCorrelation(rows.slice(block * size, (block + 1) * size), WIDTH)!,
  );
  return levelWander(levels, ROWS);
}
