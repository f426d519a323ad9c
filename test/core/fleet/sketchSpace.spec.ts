import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import { chooseLandmarks, LANDMARKS } from '../../../src/core/fleet/landmarks.js';
import { landmarkColumns, sketchSpaceOf } from '../../../src/core/fleet/sketchSpace.js';

const pause = () => undefined;
const rows = gaussianRows(200, 5, 1);

test('landmarks are different rows, the same for the same seed', async () => {
  const landmarks = await chooseLandmarks(rows, { seed: 7, pause });
  expect(landmarks).toHaveLength(LANDMARKS);
  expect(new Set(landmarks).size).toBe(LANDMARKS);
  expect(landmarks.every((row) => row >= 0 && row < rows.count)).toBe(true);
  expect(await chooseLandmarks(rows, { seed: 7, pause })).toEqual(landmarks);
  expect(await chooseLandmarks(rows, { seed: 8, pause })).not.toEqual(landmarks);
});

test('of a reference with fewer different rows, each is a landmark once', async () => {
  const values = Float64Array.from({ length: 300 }, (_, at) => Math.floor(at / 3) % 5);
  const landmarks = await chooseLandmarks({ values, count: 100, width: 3 }, { seed: 0, pause });
  expect(landmarks.map((row) => row % 5).sort()).toEqual([0, 1, 2, 3, 4]);
});

test('landmarks lie in a part that few rows are of', async () => {
  const values = gaussianRows(1_000, 4, 2).values.map((value, at) =>
    at < 40 ? 20 + value : value,
  );
  const landmarks = await chooseLandmarks({ values, count: 1_000, width: 4 }, { seed: 0, pause });
  expect(landmarks.filter((row) => row < 10).length).toBeGreaterThan(0);
});

test('the space has the kernel between landmarks, and the mean of the other rows', async () => {
  const landmarks = [3, 50, 199];
  const made = { features: rows, landmarks, kernel: 'gaussian', bandwidth: 2 } as const;
  const space = await sketchSpaceOf(made, { referenceId: 'ref-1', pause });
  const kernelOf = (i: number, j: number): number => {
    const squared = Array.from(
      { length: 5 },
      (_, t) => (rows.values[i * 5 + t]! - rows.values[j * 5 + t]!) ** 2,
    ).reduce((sum, value) => sum + value, 0);
    return Math.exp(-squared / 8);
  };
  for (const [a, row] of landmarks.entries()) {
    for (const [b, other] of landmarks.entries()) {
      expect(space.kernelMatrix[a]![b]).toBeCloseTo(kernelOf(row, other), 14);
    }
    const others = [...Array(200).keys()].filter((i) => i !== row);
    const mean = others.reduce((sum, i) => sum + kernelOf(row, i), 0) / 199;
    expect(space.referenceMean[a]).toBeCloseTo(mean, 12);
  }
  expect(landmarkColumns(made)(rows, 50)[1]).toBe(1);
  expect(space).toMatchObject({ referenceId: 'ref-1', referenceSize: 200, landmarks });
});

test('a sketch id tells reference, landmarks, kernel and bandwidth apart', async () => {
  const made = { features: rows, landmarks: [1, 2], kernel: 'gaussian', bandwidth: 2 } as const;
  const idOf = async (other: object, referenceId = 'ref-1') =>
    (await sketchSpaceOf({ ...made, ...other }, { referenceId, pause })).sketchId;
  const id = await idOf({});
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(await idOf({})).toBe(id);
  const others = await Promise.all([
    idOf({}, 'ref-2'),
    idOf({ landmarks: [2, 1] }),
    idOf({ kernel: 'laplace' }),
    idOf({ bandwidth: 2.0000001 }),
  ]);
  expect(new Set([id, ...others]).size).toBe(5);
});

test('what makes no sketch is named', async () => {
  const made = { features: rows, landmarks: [1, 2], kernel: 'gaussian', bandwidth: 2 } as const;
  expect(() => landmarkColumns({ ...made, landmarks: [1, 1] })).toThrow(
    'landmarks: different rows from 0 to 199 were expected, [1,1] came.',
  );
  expect(() => landmarkColumns({ ...made, landmarks: [200] })).toThrow(/landmarks: .* \[200\]/);
  expect(() => landmarkColumns({ ...made, landmarks: [] })).toThrow(/landmarks: .* \[\] came/);
  expect(() => landmarkColumns({ ...made, bandwidth: 0 })).toThrow(/bandwidth: .* 0 came/);
  await expect(chooseLandmarks(rows, { count: 65, seed: 0, pause })).rejects.toThrow(
    'count: a whole number from 1 to 64 was expected, 65 came.',
  );
});

function gaussianRows(count: number, width: number, seed: number): FeatureRows {
  const draw = normal(seededRandom(seed));
  return { values: Float64Array.from({ length: count * width }, draw), count, width };
}
