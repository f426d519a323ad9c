import { expect, test } from 'playwright/test';
import { packedRows } from '../../src/core/base/derivedRows.js';
import { InvalidFeaturesError } from '../../src/core/base/errors.js';
import { FeatureWindow } from '../../src/monitor/window.js';

const CAPACITY = 4;

const batch = (rows: number[][]) => ({
  values: Float64Array.from(rows.flat()),
  count: rows.length,
  width: rows[0]!.length,
});

const held = (window: FeatureWindow) => window.rows().map((row) => [...row]);

test('batches of any size keep the window in order, and say where they went', () => {
  const window = new FeatureWindow(CAPACITY, 2);
  let next = 1;
  for (const count of [1, CAPACITY - 1, CAPACITY, CAPACITY + 1, 3 * CAPACITY + 2]) {
    const before = next;
    const rows = Array.from({ length: count }, () => [next, -next++]);
    const { slot, skipped } = window.write(batch(rows));
    expect(skipped).toBe(Math.max(0, count - CAPACITY));
    expect(slot).toBe((before - 1 + skipped) % CAPACITY);
    const filled = Math.min(next - 1, CAPACITY);
    expect(window.seen).toBe(next - 1);
    expect(window.filled).toBe(filled);
    expect(window.isFull).toBe(filled === CAPACITY);
    expect(window.slotIn(window.capacity)).toBe((next - 1) % CAPACITY);
    const values = Array.from({ length: filled }, (_, age) => next - filled + age);
    expect(held(window)).toEqual(values.map((value) => [value, -value]));
    expect([...window.slot(slot)]).toEqual(rows[skipped]);
  }
});

test('a row is the same object until it is replaced', () => {
  const window = new FeatureWindow(CAPACITY, 1);
  window.write(batch([[1], [2], [3], [4]]));
  const [, second] = window.rows();
  window.write(batch([[5]]));
  expect(window.rows()[0]).toBe(second);
});

test('a float32 window rounds, a float64 one does not', () => {
  const rows = batch([[1e8 + 1], [0.1], [1e-50]]);
  const [float32, float64] = [
    new FeatureWindow(CAPACITY, 1),
    new FeatureWindow(CAPACITY, 1, 'float64'),
  ];
  for (const window of [float32, float64]) window.write(rows);
  expect(float32.rows()).toEqual([1e8, Math.fround(0.1), 0].map((value) => Float32Array.of(value)));
  expect(float64.rows()).toEqual([1e8 + 1, 0.1, 1e-50].map((value) => Float64Array.of(value)));
});

test('a window that goes on in another precision loses nothing that it holds', () => {
  const window = new FeatureWindow(2, 1, 'float64');
  window.write(batch([[0.1], [0.2]]));
  window.precision = 'float32';
  window.write(batch([[0.3]]));
  expect(window.rows()).toEqual([Float64Array.of(0.2), Float32Array.of(0.3)]);
  expect(packedRows(window.rows()).values).toEqual(Float64Array.of(0.2, Math.fround(0.3)));
  window.write(batch([[0.4]]));
  expect(packedRows(window.rows()).values).toEqual(Float32Array.of(0.3, 0.4));
});

for (const precision of ['float32', 'float64'] as const) {
  test(`rows that cannot be taken in leave no trace in ${precision}`, () => {
    const window = new FeatureWindow(CAPACITY, 2, precision);
    window.write(batch([1, 2, 3, 4, 5].map((value) => [value, -value])));
    const before = held(window);
    const bad: [number[][], RegExp][] = [
      [[[6, -6, 6]], /width 3 came.*width is 2/],
      [
        [
          [6, -6],
          [Number.NaN, 7],
        ],
        /row 1 holds NaN at position 0/,
      ],
      [[[6, Number.NEGATIVE_INFINITY]], /row 0 holds -Infinity at position 1/],
      // Finite, but not in float32.
      [[[1e300, 0]], /row 0 holds Infinity at position 0/],
    ];
    for (const [rows, message] of bad) {
      expect(() => window.write(batch(rows))).toThrow(InvalidFeaturesError);
      expect(() => window.write(batch(rows))).toThrow(message);
      expect(window.seen).toBe(5);
      expect(held(window)).toEqual(before);
    }
    window.write(batch([[6, -6]]));
    expect(held(window)).toEqual([3, 4, 5, 6].map((value) => [value, -value]));
  });
}
