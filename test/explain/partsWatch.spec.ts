import { expect, test } from 'playwright/test';
import { Reference } from 'tfjs-drift/core';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { partsWatch } from '../../src/explain/partsWatch.js';
import type { ExplainedTest } from '../../src/monitor/explainer.js';

const LABELS = ['day', 'night', 'rain'];
const width = 4;

function rowsOf(labels: readonly number[], seed: number): number[][] {
  const draw = normal(seededRandom(seed));
  return labels.map((label) =>
    Array.from({ length: width }, (_, t) => draw() + (t === label ? 6 : 0)),
  );
}

const labels = Array.from({ length: 120 }, (_, row) => row % LABELS.length);

function testOf(
  reference: Reference,
  rows: readonly number[][],
  changes: Partial<ExplainedTest> = {},
): ExplainedTest {
  return {
    reference,
    kernel: 'gaussian',
    bandwidth: undefined,
    seed: 0,
    timeMs: 0,
    state: 'drift',
    recovered: false,
    changed: 0,
    effectiveSampleSize: rows.length,
    inputs: () =>
      rows.map((row, at) => ({ sample: at + 1, timeMs: at, row: Float64Array.from(row) })),
    ...changes,
  };
}

test('of a drift it tells the parts, of those inputs that look changed', async () => {
  const reference = await Reference.fromFeatures(rowsOf(labels, 1), {
    labels: labels.map((label) => LABELS[label]!),
  });
  const watch = partsWatch();
  const nights = rowsOf([...labels.slice(0, 30), ...Array.from({ length: 20 }, () => 1)], 2);
  const drift = (changes = {}) =>
    watch.explain(testOf(reference, nights, { kind: 'mix', ...changes }));
  // From the first test on the parts are made.
  expect(drift()).toBeUndefined();
  await expect.poll(() => drift({ changed: 20 })?.parts?.inputs).toBe(20);
  const changed = drift({ changed: 20 })!;
  expect(changed.parts!.parts[0]).toMatchObject({ name: 'night', share: 1, isChanged: true });
  expect(changed.text).toMatch(/'night' comes 3 times as often/);
  expect(drift()!.parts!.inputs).toBe(50);
  // Inputs like no part are nearest to one, too.
  const unlike = drift({ changed: 20, kind: 'new' })!;
  expect(unlike).toEqual({ parts: changed.parts });
  expect(drift({ state: 'ok' })).toBeUndefined();
  // So few independent inputs say nothing.
  const dependent = drift({ changed: 20, effectiveSampleSize: 5 })!;
  expect(dependent.parts!.parts.filter(({ isChanged }) => isChanged)).toEqual([]);
});

test('another reference has parts of its own, and one without two has none', async () => {
  const watch = partsWatch();
  const plain = await Reference.fromFeatures(rowsOf(labels.slice(0, 20), 1));
  const rows = rowsOf(labels.slice(0, 20), 3);
  watch.explain(testOf(plain, rows));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(watch.explain(testOf(plain, rows))).toBeUndefined();
  const other = await Reference.fromFeatures(rowsOf(labels, 1), {
    labels: labels.map((label) => LABELS[label]!),
  });
  await expect.poll(() => watch.explain(testOf(other, rows))?.parts?.partsFrom).toBe('labels');
});
