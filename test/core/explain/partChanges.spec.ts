import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRow, FeatureRows } from '../../../src/core/base/rows.js';
import { fisherPValue } from '../../../src/core/explain/fisherTest.js';
import { likestRows } from '../../../src/core/explain/likestRows.js';
import { partChanges } from '../../../src/core/explain/partChanges.js';
import { partsSentence } from '../../../src/core/explain/partsSentence.js';
import { referenceParts } from '../../../src/core/explain/referenceParts.js';

const NAMES = ['ship', 'cat', 'frog', 'truck', 'deer'];
const width = 8;

/** Rows of classes that overlap a little, and which class each is of. */
function rowsOf(classes: readonly number[], seed: number): FeatureRow[] {
  const draw = normal(seededRandom(seed));
  return classes.map((name) =>
    Float64Array.from({ length: width }, (_, t) => draw() + (t === name ? 3 : 0)),
  );
}

function packed(rows: readonly FeatureRow[]): FeatureRows {
  const values = Float64Array.from(rows.flatMap((row) => [...row]));
  return { values, count: rows.length, width };
}

const classes = Array.from({ length: 400 }, (_, row) => row % NAMES.length);
const features = packed(rowsOf(classes, 1));
const labels = classes.map((name) => NAMES[name]);
const drawn = (weights: readonly number[], count: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    let left = random();
    const found = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return found < 0 ? weights.length - 1 : found;
  });
};

test("Fisher's test: the lady tasting tea, and a table of his", () => {
  // R: fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value
  expect(fisherPValue([3, 4], [1, 4])).toBeCloseTo(0.4857142857, 9);
  // R: fisher.test(matrix(c(10, 2, 3, 15), 2))$p.value
  expect(fisherPValue([10, 13], [2, 17])).toBeCloseTo(0.000536724, 8);
  expect(fisherPValue([5, 50], [40, 400])).toBeCloseTo(1, 9);
  expect(fisherPValue([0, 50], [0, 400])).toBeCloseTo(1, 9);
});

test('a class that does not come any more, and one that comes too often, are named', async () => {
  const parts = (await referenceParts(features, { labels, seed: 0 }))!;
  expect(parts.from).toBe('labels');
  const changes = partChanges(parts, rowsOf(drawn([0, 0.6, 0.2, 0.1, 0.1], 60, 5), 6));
  const changed = changes.parts.filter(({ isChanged }) => isChanged);
  expect(changed.map(({ name }) => name).sort()).toEqual(['cat', 'ship']);
  const ship = changed.find(({ name }) => name === 'ship')!;
  expect(ship.expected).toBeCloseTo(0.2, 1);
  expect(ship.ratio).toBeLessThan(0.3);
  for (const row of ship.rows) expect(labels[row]).toBe('ship');
  expect(partsSentence(changes)).toMatch(
    /^'(ship|cat)' comes .+, '(ship|cat)' (.+ as often|hardly ever)\.$/,
  );
  // Fewer independent inputs say less.
  const weaker = partChanges(parts, rowsOf(drawn([0, 0.6, 0.2, 0.1, 0.1], 60, 5), 6), {
    effectiveSampleSize: 6,
  });
  expect(weaker.parts.filter(({ isChanged }) => isChanged)).toEqual([]);
  expect(partsSentence(weaker)).toBeUndefined();
});

test('of undrifted windows at most one in twenty names a part', async () => {
  const parts = (await referenceParts(features, { labels, seed: 0 }))!;
  let named = 0;
  const windows = 400;
  for (let window = 0; window < windows; window++) {
    const rows = rowsOf(drawn([0.2, 0.2, 0.2, 0.2, 0.2], 50, 100 + window), 5_000 + window);
    if (partsSentence(partChanges(parts, rows))) named++;
  }
  // 5 % and three standard deviations.
  expect(named / windows).toBeLessThan(0.083);
});

test('without labels, parts are clusters, told by a row; one part alone is none', async () => {
  const parts = (await referenceParts(features, { seed: 0 }))!;
  expect(parts.from).toBe('clusters');
  const changes = partChanges(parts, rowsOf(drawn([1, 0, 0, 0, 0], 40, 7), 8));
  expect(partsSentence(changes)).toMatch(/^Inputs like row \d+ of the reference come/);
  const few = packed(rowsOf([0, 1, 2, 3, 4, 0], 3));
  expect(await referenceParts(few, { seed: 0 })).toBeUndefined();
});

test('times make parts, and rows without a label belong to none', async () => {
  const hours = 3_600_000;
  const times = Float64Array.from(classes, (name, row) => row * 2 * hours + (name === 0 ? 1 : 0));
  const parts = (await referenceParts(features, { times, seed: 0 }))!;
  expect(parts.from).toBe('times');
  expect(parts.names[0]).toMatch(/UTC$/);
  const some = labels.map((label) => (label === 'deer' ? undefined : label));
  const labelled = (await referenceParts(features, { labels: some, seed: 0 }))!;
  expect(labelled.names).toEqual(NAMES.slice(0, 4));
  expect(labelled.counts.reduce((a, b) => a + b)).toBe(400);
});

test('the rows most like an input come first, with what is known of them', () => {
  const of = { reference: features, kernel: 'gaussian', bandwidth: 3, labels } as const;
  const own = features.values.subarray(7 * width, 8 * width);
  const [first, ...others] = likestRows({ ...of, times: new Float64Array(400) }, own, 4);
  expect(first).toEqual({ row: 7, likeness: 1, label: 'frog', time: '1970-01-01T00:00:00.000Z' });
  expect(others.length).toBe(3);
  for (const { likeness } of others) expect(likeness).toBeLessThan(1);
  expect(() => likestRows(of, own.slice(1), 4)).toThrow('An input of 7 features came');
  expect(() => likestRows(of, own, 0)).toThrow('count');
});
