import { readFile } from 'node:fs/promises';
import { expect, test } from 'playwright/test';
import { type FromFeaturesOptions, InvalidOptionError, Reference } from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { encodeSafetensors, type SafetensorsFile } from '../../src/reference/encodeSafetensors.js';

const rows = [[1], [3], [8]];
const noon = Date.UTC(2026, 2, 1, 12);
const made = (options: FromFeaturesOptions) => Reference.fromFeatures(rows, options);

test('labels and times are those that were given, and come back from the file', async () => {
  const reference = await made({
    labels: ['day', 'night', 'day'],
    times: [new Date(noon), noon + 1.5, noon + 2],
  });
  expect(reference.labels).toEqual(['day', 'night', 'day']);
  expect([...reference.times!]).toEqual([noon, noon + 1.5, noon + 2]);
  const file = reference.toFile();
  const read = await Reference.fromFile(file);
  expect(read).toEqual(reference);
  expect(await read.toFile().arrayBuffer()).toEqual(await file.arrayBuffer());
  // They name no other content: the rows are the same.
  expect(read.id).toBe((await made({})).id);
});

test('one label is of all rows, and numbers are labels by their digits', async () => {
  expect((await made({ labels: 'day' })).labels).toEqual(['day', 'day', 'day']);
  expect((await made({ labels: [3, 'day', 3] })).labels).toEqual(['3', 'day', '3']);
  expect((await made({ labels: 7 })).labels).toEqual(['7', '7', '7']);
});

test('an extended reference keeps the labels of before, and rows without have none', async () => {
  const plain = await made({});
  const day = await made({ labels: 'day', times: [1, 2, 3] });
  const night = [[30], [31]];
  expect((await day.extend(night, { labels: 'night' })).labels).toEqual([
    'day',
    'day',
    'day',
    'night',
    'night',
  ]);
  const later = await plain.extend(night, { labels: 'night', times: [4, 5] });
  expect(later.labels).toEqual([undefined, undefined, undefined, 'night', 'night']);
  expect([...later.times!]).toEqual([Number.NaN, Number.NaN, Number.NaN, 4, 5]);
  const before = await day.extend(night);
  expect(before.labels).toEqual(['day', 'day', 'day', undefined, undefined]);
  expect([...before.times!]).toEqual([1, 2, 3, Number.NaN, Number.NaN]);
  for (const reference of [later, before]) {
    expect(await Reference.fromFile(reference.toFile())).toEqual(reference);
  }
  expect(await plain.extend(night)).toMatchObject({ labels: undefined, times: undefined });
  expect(await day.replaceFrom(rows)).toMatchObject({ labels: undefined, times: undefined });
  expect((await day.replaceFrom(rows, { labels: 'dusk' })).labels).toEqual(Array(3).fill('dusk'));
});

test('of many rows labels and times are kept of those that are kept', async () => {
  const values = Float32Array.from({ length: 4_200 }, (_, row) => row);
  const labels = Array.from(values, (value) => (value < 2_000 ? 'early' : 'late'));
  const reference = await Reference.fromFeatures(
    { values, width: 1 },
    { labels, times: Float64Array.from(values) },
  );
  expect(reference.labels).toHaveLength(4_096);
  const kept = Array.from(reference.features.values);
  expect(reference.labels).toEqual(kept.map((value) => (value < 2_000 ? 'early' : 'late')));
  expect(Array.from(reference.times!)).toEqual(kept);
});

test('a file without is the same file as ever, and one of before has none', async () => {
  const plain = await made({});
  const { tensors, metadata } = decodeSafetensors(await plain.toFile().arrayBuffer());
  expect(Object.keys(tensors)).toEqual(['features']);
  expect(metadata).not.toHaveProperty('labelNames');
  const old = await readFile('e2e/golden/reference-v1.safetensors');
  const read = await Reference.fromFile(Uint8Array.from(old));
  expect(read).toMatchObject({ labels: undefined, times: undefined });
});

test('other readers find values of eight bytes at multiples of eight', async () => {
  const reference = await made({
    labels: 'day',
    times: [1, 2, 3],
    logits: [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
  });
  const file = await reference.toFile().arrayBuffer();
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  expect(header.times).toMatchObject({ dtype: 'F64', shape: [3] });
  expect(header.times.data_offsets[0] % 8).toBe(0);
  expect(header.labels).toMatchObject({ dtype: 'I32', shape: [3] });
  expect(header.__metadata__.labelNames).toBe('["day"]');
});

const nine = gaussianRows(9, 2, 1);
const misfits: [string, object, RegExp][] = [
  [
    'too few labels',
    { labels: ['a', 'b'] },
    /^labels: .* each of the 9 rows was expected, 2 came\. Give/,
  ],
  ['too many', { labels: Array(10).fill('a') }, /each of the 9 rows was expected, 10 came/],
  [
    'no list',
    { labels: { day: 3 } },
    /^labels: .*\{"day":3\} came.*or one for all, such as 'night'/,
  ],
  ['null', { labels: null }, /^labels: .*null came/],
  [
    'a missing one',
    { labels: [...Array(8).fill('a'), undefined] },
    /row 8 has undefined; a string of 1 to 100 .*'other'/,
  ],
  ['an empty one', { labels: '' }, /^labels: row 0 has ''/],
  [
    'a long one',
    { labels: 'x'.repeat(101) },
    /^labels: row 0 has 'x+'; a string of 1 to 100 characters/,
  ],
  ['NaN', { labels: [...Array(8).fill(1), Number.NaN] }, /^labels: row 8 has NaN/],
  ['objects', { labels: Array(9).fill({ name: 'a' }) }, /^labels: row 0 has \{"name":"a"\}/],
  [
    'names of rows',
    { labels: [...'abcdefghi'] },
    /no two of the 9 rows have the same \('a', 'b', …\).*Leave `labels` out/,
  ],
  [
    'too few times',
    { times: [1, 2] },
    /^times: a Date or milliseconds since 1970 for each of the 9 rows was expected, 2 came/,
  ],
  ['one time', { times: 5 }, /^times: .*5 came/],
  [
    'times as text',
    { times: Array(9).fill('2026-03-01') },
    /^times: row 0 has '2026-03-01'.*`Date\.parse\(text\)`/,
  ],
  ['an invalid Date', { times: Array(9).fill(new Date('x')) }, /^times: row 0 has an invalid Date/],
  ['a time without end', { times: Array(9).fill(Infinity) }, /^times: row 0 has Infinity/],
  [
    'microseconds',
    { times: Array(9).fill(1.77e15) },
    /^times: row 0 has 1770000000000000; .*of the years 1 to 9999/,
  ],
];

for (const [what, options, message] of misfits) {
  test(`labels and times that do not fit are named: ${what}`, async () => {
    const refused = Reference.fromFeatures(nine, options as FromFeaturesOptions);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(InvalidOptionError);
    const reference = await Reference.fromFeatures(nine);
    await expect(reference.extend(nine, options as FromFeaturesOptions)).rejects.toThrow(message);
  });
}

const int32 = (...values: number[]) => ({
  shape: [values.length],
  values: Int32Array.from(values),
});
const float64 = (...values: number[]) => ({
  shape: [values.length],
  values: Float64Array.from(values),
});
const damages: [string, SafetensorsFile['tensors'], Record<string, string>, RegExp][] = [
  ['no names', { labels: int32(0, 0, 0) }, {}, /metadata no labelNames/],
  ['no labels', {}, { labelNames: '["a"]' }, /'labels' is not of int32 and shape \[3\]/],
  [
    'other many',
    { labels: int32(0, 0) },
    { labelNames: '["a"]' },
    /'labels' is not of int32 and shape \[3\]/,
  ],
  ['floats', { labels: float64(0, 0, 0) }, { labelNames: '["a"]' }, /'labels' is not of int32/],
  [
    'a place that is none',
    { labels: int32(0, 1, 0) },
    { labelNames: '["a"]' },
    /holds 1; its metadata has 1 labelNames/,
  ],
  ['below', { labels: int32(0, -2, 0) }, { labelNames: '["a"]' }, /holds -2/],
  [
    'names twice',
    { labels: int32(0, 0, 0) },
    { labelNames: '["a","a"]' },
    /labelNames are '\["a","a"\]', a list of different/,
  ],
  ['names no JSON', { labels: int32(0, 0, 0) }, { labelNames: 'a' }, /labelNames are 'a'/],
  ['numbers', { labels: int32(0, 0, 0) }, { labelNames: '[1]' }, /labelNames are '\[1\]'/],
  ['fewer times', { times: float64(1, 2) }, {}, /'times' is not of float64 and shape \[3\]/],
  [
    'times in float32',
    { times: { shape: [3], values: new Float32Array(3) } },
    {},
    /'times' is not of float64/,
  ],
  [
    'an infinite time',
    { times: float64(1, Infinity, 3) },
    {},
    /'times' holds what are no milliseconds/,
  ],
];

for (const [what, changed, more, message] of damages) {
  test(`refused: a file of ${what}`, async () => {
    const { tensors, metadata } = decodeSafetensors(await (await made({})).toFile().arrayBuffer());
    const file = encodeSafetensors({
      tensors: { ...tensors, ...changed },
      metadata: { ...metadata, ...more },
    });
    await expect(Reference.fromFile(file)).rejects.toThrow(message);
    await expect(Reference.fromFile(file)).rejects.toThrow(/This is not a reference file/);
  });
}

test('floats called labels, as files from elsewhere may have them, are left alone', async () => {
  const { tensors, metadata } = decodeSafetensors(await (await made({})).toFile().arrayBuffer());
  const file = encodeSafetensors({ tensors: { ...tensors, labels: float64(1, 0, 1) }, metadata });
  expect((await Reference.fromFile(file)).labels).toBeUndefined();
});
