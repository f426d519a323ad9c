import { expect, test } from 'playwright/test';
import {
  clustersOf,
  likest,
  nearestShares,
  partsByOrigin,
} from '../../../src/core/partial/describedParts.js';

const labels = [...Array(20).fill('day'), ...Array(20).fill('night'), 'dusk', undefined];
const rows = {
  values: Float64Array.from(labels, (label) => (label === 'day' ? 0 : 9)),
  count: labels.length,
  width: 1,
};
const times = Float64Array.from(labels, (_, row) => (row < 10 ? Number.NaN : 1_000 * row));
const parts = partsByOrigin(rows, { labels, times }, 10)!;

/** Of these rows alone, of so much each. */
const weights = (given: Readonly<Record<number, number>>) =>
  Float64Array.from(labels, (_, row) => given[row] ?? 0);

test('shares are told by label, also of labels that are no part of their own', () => {
  expect(parts.sizes).toEqual([20, 22]);
  expect(
    nearestShares(parts, weights({ 3: 0.125, 25: 0.3, 26: 0.2, 40: 0.25, 41: 0.12, 5: 0.005 })),
  ).toEqual({
    parts: [
      { name: 'night', share: 0.5 },
      { name: 'dusk', share: 0.25 },
      { name: 'day', share: 0.13 },
      { name: 'no label', share: 0.12 },
    ],
    rows: [
      { row: 25, share: 0.3, label: 'night', time: '1970-01-01T00:00:25.000Z' },
      { row: 40, share: 0.25, label: 'dusk', time: '1970-01-01T00:00:40.000Z' },
      { row: 26, share: 0.2, label: 'night', time: '1970-01-01T00:00:26.000Z' },
      { row: 3, share: 0.125, label: 'day' },
      { row: 41, share: 0.12, time: '1970-01-01T00:00:41.000Z' },
      { row: 5, share: 0.005, label: 'day' },
    ],
  });
});

test('what hardly bears anything is not told, rows are eight at most, by their numbers in the reference', () => {
  const many = weights(
    Object.fromEntries(Array.from({ length: 12 }, (_, at) => [20 + at, 1 / 12])),
  );
  many[0] = 0.001;
  const at = Int32Array.from(labels, (_, row) => 3 * row);
  const told = nearestShares(parts, many, at);
  expect(told.parts.map(({ name }) => name)).toEqual(['night']);
  expect(told.rows.map(({ row }) => row)).toEqual([60, 63, 66, 69, 72, 75, 78, 81]);
});

test('clusters have numbers, and rows their labels all the same', () => {
  const of = Int32Array.from(labels, (_, row) => row % 2);
  const clusters = clustersOf({ of, sizes: [21, 21] }, { labels });
  expect(nearestShares(clusters, weights({ 1: 0.75, 20: 0.25 }))).toEqual({
    parts: [
      { name: 'cluster 2', share: 0.75 },
      { name: 'cluster 1', share: 0.25 },
    ],
    rows: [
      { row: 1, share: 0.75, label: 'day' },
      { row: 20, share: 0.25, label: 'night' },
    ],
  });
});

test('labels count before times, and times where labels are one part', () => {
  const known = times.map((_, row) => 1_000 * row);
  expect(parts.from).toBe('labels');
  const one = { labels: labels.map(() => 'day'), times: known };
  expect(partsByOrigin(rows, one, 10)!.from).toBe('times');
  expect(partsByOrigin(rows, {}, 10)).toBeUndefined();
});

test('a sentence names what bears half of the weight, three at most, and no clusters', () => {
  const of = (...shares: number[]) => shares.map((share, at) => ({ name: `${'abcd'[at]}`, share }));
  const said = (...shares: number[]) => likest({ partsFrom: 'labels', parts: of(...shares) });
  expect(said(0.83, 0.17)).toBe("'a' (83 % of the nearest mix)");
  expect(said(0.4, 0.35, 0.25)).toBe("'a' and 'b' (75 % of the nearest mix)");
  expect(said(0.1, 0.1, 0.1, 0.1)).toBe("'a', 'b' and 'c' (30 % of the nearest mix)");
  expect(likest({ partsFrom: 'times', parts: of(0.9) })).toBe('a (90 % of the nearest mix)');
  expect(likest({ partsFrom: 'clusters', parts: of(0.9) })).toBeUndefined();
  expect(likest({ partsFrom: 'labels' })).toBeUndefined();
});
