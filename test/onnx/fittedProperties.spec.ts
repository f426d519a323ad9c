import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'playwright/test';
import { type FitSessionOptions, fitSession, tapOnnx } from 'tfjs-drift/onnx';
import { seededRandom } from '../../src/core/base/random.js';
import { classifier } from '../support/onnxModel.js';

const FEATURES = 'hidden';

/** The first number of each is the number of the input, from 0. */
function feeds(count: number, rows = 1): { x: Tensor }[] {
  const random = seededRandom(1);
  return Array.from({ length: count }, (_, at) => {
    const values = Float32Array.from({ length: 4 * rows }, (_, i) => (i === 0 ? at : random()));
    return { x: new Tensor('float32', values, [rows, 4]) };
  });
}

async function fitted(inputs: object[], options: Partial<FitSessionOptions>) {
  const session = await InferenceSession.create(tapOnnx(classifier(), { output: FEATURES }));
  return fitSession(session, inputs, { features: FEATURES, ...options });
}

const loudness = ({ x }: { x: Tensor }) => ({ loudness: -Number(x.data[0]) });

test("an app's function tells the properties of each input", async () => {
  const { properties } = await fitted(feeds(4), { properties: loudness });
  expect(properties).toEqual({ loudness: Float32Array.of(-0, -1, -2, -3) });
});

test('what it does not know of some inputs is NaN, and so is an input of several rows', async () => {
  const some = await fitted(feeds(3), {
    properties: (one: { x: Tensor }) => (one.x.data[0] === 1 ? undefined : loudness(one)),
  });
  expect(some.properties).toEqual({ loudness: Float32Array.of(-0, Number.NaN, -2) });
  const inputs = [...feeds(2), ...feeds(1, 2)];
  const batch = await fitted(inputs, { properties: loudness });
  expect(batch.properties).toEqual({
    loudness: Float32Array.of(-0, -1, Number.NaN, Number.NaN),
  });
});

test('lists are those of the rows, and tensors have no properties of their own', async () => {
  const lists = { properties: { words: [5, 6, 7] }, correct: [true, false, undefined] };
  const reference = await fitted(feeds(3), lists);
  expect(reference.properties).toEqual({ words: Float32Array.of(5, 6, 7) });
  expect([...reference.correct!]).toEqual([1, 0, Number.NaN]);
  for (const options of [{}, { properties: false } as const]) {
    expect((await fitted(feeds(3), options)).properties).toBeUndefined();
  }
});

test('lists that are too short, and what is no property, are refused by name', async () => {
  await expect(fitted(feeds(3), { properties: { words: [5, 6] } })).rejects.toThrow(
    /properties\.words: one for each of the 3 rows was expected, 2 came/,
  );
  await expect(fitted(feeds(3), { correct: [true] })).rejects.toThrow(/correct: one for each/);
  await expect(fitted(feeds(3), { properties: 'size' as never })).rejects.toThrow(
    /properties: a function of an input, an object of lists, or false was expected, 'size' came/,
  );
  const failing = () => {
    throw new Error('no such file');
  };
  await expect(fitted(feeds(3), { properties: failing })).rejects.toThrow(
    /^Input 0: properties: the function failed: no such file/,
  );
});
