import { expect, test } from 'playwright/test';
import {
  type FromFeaturesOptions,
  InvalidOptionError,
  InvalidReferenceFileError,
  Reference,
} from 'tfjs-drift';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { encodeSafetensors } from '../../src/reference/encodeSafetensors.js';

const rows = [[1], [3], [8]];
const made = (options: FromFeaturesOptions) => Reference.fromFeatures(rows, options);
const known = { properties: { light: [0.5, Number.NaN, 2] }, correct: [true, undefined, false] };

test('properties and rightness are those that were given, and come back from the file', async () => {
  const reference = await made(known);
  expect(reference.properties).toEqual({ light: Float32Array.of(0.5, Number.NaN, 2) });
  expect([...reference.correct!]).toEqual([1, Number.NaN, 0]);
  const file = reference.toFile();
  const read = await Reference.fromFile(file);
  expect(read).toEqual(reference);
  expect(await read.toFile().arrayBuffer()).toEqual(await file.arrayBuffer());
  // They name no other content: the rows are the same.
  expect(read.id).toBe((await made({})).id);
  expect(await made({})).toMatchObject({ properties: undefined, correct: undefined });
});

test('an extended reference keeps what was known, and what is not known is NaN', async () => {
  const reference = await made(known);
  const later = await reference.extend([[30], [31]], { properties: { weight: [7, 8] } });
  const none = Number.NaN;
  expect(later.properties).toEqual({
    light: Float32Array.of(0.5, none, 2, none, none),
    weight: Float32Array.of(none, none, none, 7, 8),
  });
  expect([...later.correct!]).toEqual([1, none, 0, none, none]);
  expect(await Reference.fromFile(later.toFile())).toEqual(later);
});

test('of many rows what is known of those that are kept is kept', async () => {
  const values = Float32Array.from({ length: 4_200 }, (_, row) => row);
  const reference = await Reference.fromFeatures(
    { values, width: 1 },
    { properties: { same: values }, correct: Array.from(values, (value) => value < 2_000) },
  );
  expect(reference.properties!['same']).toEqual(reference.features.values);
  expect([...reference.correct!]).toEqual(
    Array.from(reference.features.values, (value) => Number(value < 2_000)),
  );
});

test('what cannot be is refused by name', async () => {
  const wrong: [FromFeaturesOptions, RegExp][] = [
    [{ properties: { light: [1, 2] } }, /properties\.light: one for each of the 3 rows .* 2 came/],
    [{ properties: { light: ['1', 2, 3] as never } }, /properties\.light: row 0 has '1'/],
    [{ properties: { '': [1, 2, 3] } }, /properties: at most 64 names of 1 to 60 characters/],
    [{ correct: [1, 0, 1] as never }, /correct: row 0 has 1; true, false/],
    [{ correct: true as never }, /correct: one for each of the 3 rows was expected, true came/],
  ];
  for (const [options, message] of wrong) {
    const error = await made(options).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect(error.message).toMatch(message);
  }
});

test('a file whose properties are damaged is refused', async () => {
  const { tensors, metadata } = decodeSafetensors(await (await made(known)).toFile().arrayBuffer());
  const files = [
    { tensors, metadata: { ...metadata, propertyNames: '["light", "light"]' } },
    { tensors, metadata: { ...metadata, propertyNames: '["light", "weight"]' } },
    { tensors: { ...tensors, correct: { shape: [3], values: [1, 0, 0.5] } }, metadata },
    { tensors: { ...tensors, correct: { shape: [2], values: [1, 0] } }, metadata },
  ];
  for (const file of files) {
    const whole = {
      ...file,
      tensors: Object.fromEntries(
        Object.entries(file.tensors).map(([name, { shape, values }]) => [
          name,
          { shape, values: Array.isArray(values) ? Float32Array.from(values) : values },
        ]),
      ),
    };
    const error = await Reference.fromFile(encodeSafetensors(whole as never)).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidReferenceFileError);
    expect(error.message).toMatch(/propertyNames|property\.1|'correct'/);
  }
});
