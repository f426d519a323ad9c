import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { independentRows, PartialWindows } from '../../../src/core/partial/partialWindows.js';

const [SIZE, WIDTH] = [60, 16];
const gaussian = normal(seededRandom(3));

/** Two parts far from each other. */
const rows = Array.from({ length: SIZE }, (_, at) =>
  Float64Array.from({ length: WIDTH }, () => (at < SIZE / 2 ? 0 : 6) + gaussian()),
);
const parts = {
  of: Int32Array.from({ length: SIZE }, (_, at) => (at < SIZE / 2 ? 0 : 1)),
  sizes: [SIZE / 2, SIZE / 2],
};

const kernel = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let squares = 0;
  for (let c = 0; c < WIDTH; c++) squares += (a[c]! - b[c]!) ** 2;
  return Math.exp(-squares / 64);
};
const matrix = Float32Array.from({ length: SIZE * SIZE }, (_, at) =>
  kernel(rows[Math.floor(at / SIZE)]!, rows[at % SIZE]!),
);

function looked(frames: readonly Float64Array[], apart: 1 | 2) {
  const windows = new PartialWindows(matrix, parts, [8], apart);
  for (const [at, frame] of frames.entries()) {
    const toEarlier = frames.slice(0, at).reverse().slice(0, 8);
    windows.push(
      rows.map((row) => kernel(row, frame)),
      Float64Array.from({ length: 8 }, (_, age) => kernel(toEarlier[age] ?? frame, frame)),
    );
  }
  return windows.look(0);
}

const drawn = (count: number, level = 0) =>
  Array.from({ length: count }, () =>
    Float64Array.from({ length: WIDTH }, () => level + gaussian()),
  );

test('frames tell as much as there are scenes in the window', () => {
  expect(independentRows([8, 16], 2)).toEqual([1, 2, 4, 8, 16]);
  expect(independentRows([8, 16], 1)).toEqual([8, 16]);
  for (const scenes of [1, 2, 4, 8]) {
    const frames = drawn(scenes).flatMap((scene) => Array(8 / scenes).fill(scene));
    expect(looked(frames, 2).effective).toBeGreaterThanOrEqual(0.8 * scenes);
    expect(looked(frames, 2).effective).toBeLessThanOrEqual(scenes + 1e-9);
    expect(looked(frames, 1).effective).toBe(8);
  }
});

test('a scene that lasts is no further from its part than its frames are from each other', () => {
  let [still, counted] = [0, 0];
  const runs = 40;
  for (let run = 0; run < runs; run++) {
    const frames = Array(8).fill(drawn(1)[0]!);
    still += looked(frames, 2).distance / runs;
    counted += looked(frames, 1).distance / runs;
  }
  expect(counted).toBeGreaterThan(0.1);
  expect(still).toBeLessThan(0.05);
});

test('frames that are merely more alike than those of a part stay apart from it', () => {
  const frames = drawn(8, 3).map((row) => row.map((x) => 3 + 0.7 * (x - 3)));
  const { distance, effective } = looked(frames, 2);
  expect(effective).toBeGreaterThan(4);
  expect(distance).toBeGreaterThan(0.1);
});
