import { expect, test } from 'playwright/test';
import { Reference } from 'tfjs-drift';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { encodeSafetensors, type SafetensorsFile } from '../../src/reference/encodeSafetensors.js';

const rows = [[1], [3], [8]];
const logits = [
  [Math.log(3), 0],
  [0, 0],
  [1, -Infinity],
];
const plain = await Reference.fromFeatures(rows);
const fitted = await Reference.fromFeatures(rows, { logits });

test('outputs follow from logits, and come back from the file', async () => {
  expect(plain.outputs).toBeUndefined();
  const { confidence, entropy } = fitted.outputs ?? {};
  expect([...(confidence ?? [])]).toEqual([0.75, 0.5, 1]);
  expect(entropy?.[1]).toBeCloseTo(Math.LN2, 6);
  expect(entropy?.[2]).toBe(0);
  const file = fitted.toFile();
  const read = await Reference.fromFile(file);
  expect(read).toEqual(fitted);
  expect(await read.toFile().arrayBuffer()).toEqual(await file.arrayBuffer());
  expect(read.id).toBe(plain.id);
});

test('a file without outputs is read as before', async () => {
  const file = await plain.toFile().arrayBuffer();
  expect(Object.keys(decodeSafetensors(file).tensors)).toEqual(['features']);
  expect((await Reference.fromFile(file)).outputs).toBeUndefined();
});

test('of many rows the outputs kept are those of the rows kept', async () => {
  const values = Float32Array.from({ length: 4_200 }, (_, row) => row / 1000);
  const { features, outputs } = await Reference.fromFeatures(
    { values, width: 1 },
    { logits: Array.from(values, (value) => [value, 0]) },
  );
  expect(features.count).toBe(4_096);
  expect(outputs?.confidence).toHaveLength(4_096);
  const gaps = features.values.map((value, row) =>
    Math.abs(outputs!.confidence[row]! - 1 / (1 + Math.exp(-value))),
  );
  expect(Math.max(...gaps)).toBeLessThan(5e-7);
});

test('logits that do not belong to the rows are refused', async () => {
  for (const [bad, message] of [
    [logits.slice(1), /^logits: 2 rows of 2 came.*3 feature rows/],
    [[[1], [2], [3]], /^logits: 3 rows of 1 came.*at least 2 classes/],
    [
      [
        [1, 2],
        [Number.NaN, 0],
        [1, 2],
      ],
      /^logits: row 1 has no largest finite value/,
    ],
    [[[1, 2], [1], [1, 2]], /^logits: row 1 has 1 values/],
  ] as const) {
    const refused = Reference.fromFeatures(rows, { logits: bad });
    await expect(refused).rejects.toThrow(message);
  }
});

const vector = (...values: number[]) => ({
  shape: [values.length],
  values: Float32Array.from(values),
});
const damages: [string, SafetensorsFile['tensors'], RegExp][] = [
  ['one of the two', { confidence: vector(1, 1, 1) }, /'entropy' is not of shape \[3\]/],
  [
    'another length',
    { confidence: vector(1, 1), entropy: vector(0, 0, 0) },
    /'confidence' is not of shape \[3\]/,
  ],
  [
    'another rank',
    { confidence: vector(1, 1, 1), entropy: { ...vector(0, 0, 0), shape: [3, 1] } },
    /'entropy' is not of shape/,
  ],
  [
    'a NaN',
    { confidence: vector(1, Number.NaN, 1), entropy: vector(0, 0, 0) },
    /'confidence' holds a value/,
  ],
  [
    'an infinity',
    { confidence: vector(1, 1, 1), entropy: vector(0, Infinity, 0) },
    /'entropy' holds a value/,
  ],
  [
    'a probability above 1',
    { confidence: vector(1, 1.5, 1), entropy: vector(0, 0, 0) },
    /'confidence' holds a value.*above 1/,
  ],
];

for (const [what, changed, message] of damages) {
  test(`refused: outputs with ${what}`, async () => {
    const { tensors, metadata } = decodeSafetensors(await plain.toFile().arrayBuffer());
    const file = encodeSafetensors({ tensors: { ...tensors, ...changed }, metadata });
    await expect(Reference.fromFile(file)).rejects.toThrow(message);
    await expect(Reference.fromFile(file)).rejects.toThrow(/This is not a reference file/);
  });
}
