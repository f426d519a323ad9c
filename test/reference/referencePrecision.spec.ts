import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { precisionOf } from '../../src/core/base/rows.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { encodeSafetensors } from '../../src/reference/encodeSafetensors.js';
import { Reference } from '../../src/reference/reference.js';

const WIDTH = 3;

/** Rows of standard deviation 1 that 1e8 may be added to in float64, and taken off, without a loss. */
const centred = gaussianRows(1, 40, WIDTH).map((row) =>
  row.map((value) => Math.round(value * 2 ** 20) / 2 ** 20),
);
const far = centred.map((row) => row.map((value) => value + 1e8));

test('rows about 1e8 that differ by 1 keep their differences, and come back from a file', async () => {
  const reference = await Reference.fromFeatures(far);
  expect(reference.features.values).toEqual(Float64Array.from(far.flat()));
  const near = await Reference.fromFeatures(centred);
  expect(reference.bandwidth).toBe(near.bandwidth);
  expect(await reference.medianBandwidth('laplace')).toBe(await near.medianBandwidth('laplace'));
  for (let t = 0; t < WIDTH; t++) expect(reference.mean[t]! - 1e8).toBeCloseTo(near.mean[t]!, 6);
  const file = await reference.toFile().arrayBuffer();
  expect(decodeSafetensors(file).tensors['features']?.values).toEqual(reference.features.values);
  const read = await Reference.fromFile(file);
  expect(read).toEqual(reference);
  expect(read.id).toBe(reference.id);
  expect(await read.toFile().arrayBuffer()).toEqual(file);
});

test('what float32 cannot tell apart has names of its own', async () => {
  const other = far.map((row) => row.map((value) => value + 2 ** -20));
  const [a, b] = await Promise.all([far, other].map((rows) => Reference.fromFeatures(rows)));
  expect(a!.id).not.toBe(b!.id);
});

test('one row far from all others does not hide what float32 would lose', async () => {
  const reference = await Reference.fromFeatures([...far, Array(WIDTH).fill(1e12)]);
  expect(precisionOf(reference.features.values)).toBe('float64');
});

test('values beyond float32 are refused', async () => {
  for (const value of [1e300, -1e39]) {
    await expect(Reference.fromFeatures([...far, [0, value, 0]])).rejects.toThrow(
      /reference: row 40 holds -?Infinity at position 1/,
    );
  }
});

test('of too many rows those kept are kept in float64', async () => {
  const rows = Array.from({ length: 4_200 }, (_, i) => [1e8 + (i % 97) / 64]);
  const { features, keptRows } = await Reference.fromFeatures(rows);
  expect(features.values).toEqual(Float64Array.from(keptRows!, (row) => rows[row]![0]!));
});

test('what is made of a float64 reference is float64 where that is needed', async () => {
  const reference = await Reference.fromFeatures(far);
  const extended = await reference.extend(far.slice(0, 2));
  expect(extended.features.values).toEqual(Float64Array.from([...far, ...far.slice(0, 2)].flat()));
  const replaced = await reference.replaceFrom(gaussianRows(2, 40, WIDTH));
  expect(precisionOf(replaced.features.values)).toBe('float32');
});

for (const [what, rows] of [
  ['float32 values', centred.map((row) => row.map(Math.fround))],
  ['values of many digits', gaussianRows(2, 40, WIDTH)],
  ['values above their spread', gaussianRows(2, 40, WIDTH).map((row) => row.map((x) => x + 10))],
  ['a column that is mostly 0', gaussianRows(3, 40, 2).map(([x, y], i) => [x!, i % 20 ? 0 : y!])],
  ['a column that is always the same', gaussianRows(3, 40, 1).map(([x]) => [x!, 0.1])],
  ['small values', gaussianRows(4, 40, WIDTH).map((row) => row.map((x) => x / 3e30))],
  ['large values', gaussianRows(5, 40, WIDTH).map((row) => row.map((x) => x * 1e37))],
] as const) {
  test(`float32 is enough for ${what}, also where a file has float64`, async () => {
    const width = rows[0]!.length;
    const values = Float32Array.from(rows.flat());
    const { features, id, bandwidth } = await Reference.fromFeatures(rows);
    expect(features.values).toEqual(values);
    const same = await Reference.fromFeatures({ values, width });
    expect({ id, bandwidth }).toEqual({ id: same.id, bandwidth: same.bandwidth });
    const written = { shape: [rows.length, width], values: Float64Array.from(rows.flat()) };
    const metadata = { format: 'tfjs-drift reference', schemaVersion: '2' };
    const file = encodeSafetensors({ tensors: { features: written }, metadata });
    const read = await Reference.fromFile(file);
    expect(read.features.values).toEqual(values);
    expect({ id: read.id, bandwidth: read.bandwidth }).toEqual({ id, bandwidth });
  });
}
