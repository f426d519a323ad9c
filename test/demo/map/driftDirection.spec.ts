import { expect, test } from 'playwright/test';
import { alongDrift } from '../../../src/demo/map/driftDirection.js';
import { normal, seededRandom } from '../../../src/demo/random.js';

const WIDTH = 20;
const reference = rows(600, 1);

function rows(count: number, seed: number): number[][] {
  const draw = normal(seededRandom(seed));
  return Array.from({ length: count }, () => Array.from({ length: WIDTH }, draw));
}

function meanOf(places: readonly number[]): number {
  return places.reduce((sum, place) => sum + place, 0) / places.length;
}

test('inputs that drift lie to the right by as much as they drift', () => {
  const live = rows(40, 2).map((row) => row.map((x, c) => (c === 7 ? x + 4 : x)));
  const { reference: before, live: after } = alongDrift(reference, live);
  expect(Math.abs(meanOf(before))).toBeLessThan(0.2);
  expect(Math.abs(meanOf(after) - 4)).toBeLessThan(0.5);
});

test('inputs without drift lie where the reference does, however few they are', () => {
  const means = Array.from({ length: 40 }, (_, seed) =>
    meanOf(alongDrift(reference, rows(10, 100 + seed)).live),
  );
  const mean = means.reduce((a, b) => a + b) / means.length;
  // Seen along the direction in which they differ themselves, they would lie 1.4 to the right.
  expect(Math.abs(mean)).toBeLessThan(0.3);
});

test('one live input, or none, has a place', () => {
  expect(alongDrift(reference, []).live).toEqual([]);
  expect(alongDrift(reference, rows(1, 3)).live.every(Number.isFinite)).toBe(true);
});

test('the direction is that of the latest, and those before stay with the reference', () => {
  const before = rows(60, 4);
  const after = rows(12, 5).map((row) => row.map((x, c) => (c === 3 ? x + 6 : x)));
  const { live } = alongDrift(reference, [...before, ...after], after.length);
  expect(Math.abs(meanOf(live.slice(0, 60)))).toBeLessThan(0.5);
  expect(meanOf(live.slice(60))).toBeGreaterThan(4);
});
