import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'playwright/test';
import { type ImageInput, Reference } from 'tfjs-drift';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';
import { extractFeatures } from '../../../src/tfjs/models/extractFeatures.later.js';

const model = sequential({
  layers: [
    layers.dense({ inputShape: [8], units: 6, name: 'features', activation: 'tanh' }),
    layers.dense({ units: 3, activation: 'softmax' }),
  ],
});
const options = { featureLayer: 'features' };
const values = Float32Array.from(gaussianRows(6, 8, 1).values);
const inputs = Array.from({ length: 6 }, (_, row) =>
  tf.tensor2d(values.slice(row * 8, row * 8 + 8), [1, 8]),
);
const never = new Promise<never>(() => {});

/** An `<img>` of another frame, as far as it is asked here. */
function element(decode: () => Promise<void>): HTMLImageElement {
  const src = 'https://example.org/photo.jpg';
  return { [Symbol.toStringTag]: 'HTMLImageElement', src, complete: false, decode } as never;
}

async function failureOf(call: () => Promise<unknown>): Promise<string> {
  return call().then(() => 'nothing', String);
}

test('what is no list of inputs is refused, with what to do', async () => {
  const fit = (given: unknown) => failureOf(() => Reference.fit(model, given as [], options));
  async function* photos() {
    yield* inputs;
  }
  const expected: [unknown, RegExp][] = [
    [undefined, /\[object Undefined\] came/],
    [null, /\[object Null\] came/],
    [inputs[0], /came; put what is one input into an array, \[input\]/],
    [
      element(async () => {}),
      /\[object HTMLImageElement\] came; put what is one input into an array/,
    ],
    [photos, /\[object AsyncGeneratorFunction\] came; call it/],
    [Promise.resolve(inputs), /\[object Promise\] came; await it/],
    ['photo.jpg', /\[object String\] came/],
  ];
  for (const [given, message] of expected) {
    const failure = await fit(given);
    expect(failure).toMatch(/^InvalidOptionError: inputs: an array, iterable or async iterable/);
    expect(failure).toMatch(message);
  }
  expect((await Reference.fit(model, photos(), options)).size).toBe(6);
});

test('a model that is none, and options that are not known, are named', async () => {
  expect(await failureOf(() => Reference.fit(undefined as never, inputs))).toMatch(
    /^InvalidOptionError: model: .* undefined came/,
  );
  const mistyped = { ...options, preproces: () => inputs[0]! };
  expect(await failureOf(() => Reference.fit(model, inputs, mistyped))).toBe(
    "InvalidOptionError: Reference.fit: there is no option 'preproces'; did you mean 'preprocess'?",
  );
});

test('what goes wrong with an input is told with its number, and nothing leaks', async () => {
  const [good] = inputs as [tf.Tensor2D];
  const gone = good.clone();
  gone.dispose();
  const bad: [ImageInput, RegExp][] = [
    [gone, /^InvalidImageError: Input 1: A tensor came that is disposed of/],
    [tf.complex([1], [2]), /^InvalidImageError: Input 1: A tensor of complex64 came/],
    [tf.zeros([1, 9]), /^InvalidImageError: Input 1: the model cannot take it: .*\[1,9\]/s],
    [
      tf.fill([1, 8], Number.NaN),
      /^InvalidFeaturesError: Input 1: .*row 1 holds NaN at position 0/,
    ],
    ['photo.jpg' as never, /^InvalidImageError: Input 1: .*\[object String\] came/],
    [new Blob(['x']), /^InvalidImageError: Input 1: /],
  ];
  const before = tf.memory().numTensors;
  for (const [input, message] of bad) {
    expect(await failureOf(() => Reference.fit(model, [good, input], options))).toMatch(message);
  }
  const later = { ...options, preprocess: async (one: tf.Tensor) => one };
  expect(await failureOf(() => Reference.fit(model, inputs, later as never))).toMatch(
    /^InvalidOptionError: Input 0: preprocess: a tensor was expected from it, \[object Promise\]/,
  );
  expect(tf.memory().numTensors).toBe(before);
});

test('a signal ends the waiting for an input, an image and the model', async () => {
  const ended = new Error('enough');
  const stopped = async (given: AsyncIterable<ImageInput> | ImageInput[], of: object = model) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(ended), 50);
    const { signal } = controller;
    return Reference.fit(of, given, { ...options, signal }).catch((error) => error);
  };
  let isReturned = false;
  const stuck = {
    [Symbol.asyncIterator]: () => ({
      next: () => never,
      return: () => {
        isReturned = true;
        return never;
      },
    }),
  };
  const before = tf.memory().numTensors;
  expect(await stopped(stuck)).toBe(ended);
  expect(isReturned).toBe(true);
  expect(await stopped([inputs[0]!, element(() => never)])).toBe(ended);
  const { data } = tf.Tensor.prototype;
  let release = (): void => {};
  tf.Tensor.prototype.data = async function (this: tf.Tensor) {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return data.call(this);
  } as typeof data;
  try {
    expect(await stopped(inputs)).toBe(ended);
  } finally {
    tf.Tensor.prototype.data = data;
  }
  release();
  await expect.poll(() => tf.memory().numTensors).toBe(before);
});

test('an image that never loads, and a model that never answers, are given up', async () => {
  const lazy = element(() => never);
  const fit = (given: ImageInput[]) => failureOf(() => extractFeatures(model, given, options, 50));
  expect(await fit([inputs[0]!, lazy])).toBe(
    "InvalidImageError: Input 1: The image 'https://example.org/photo.jpg' does not load: it is " +
      'waited for no longer.',
  );
  expect(lazy.loading).toBe('eager');
  const { data } = tf.Tensor.prototype;
  tf.Tensor.prototype.data = () => never;
  try {
    expect(await fit(inputs)).toBe(
      'TimeoutError: Input 0: The model has not answered for 0.05 s and is given up.',
    );
  } finally {
    tf.Tensor.prototype.data = data;
  }
});

test('a list may end early or hold promises, and is closed', async () => {
  let isClosed = false;
  async function* photos() {
    try {
      yield* inputs;
    } finally {
      isClosed = true;
    }
  }
  const signal = AbortSignal.abort(new Error('before'));
  expect(await failureOf(() => Reference.fit(model, photos(), { ...options, signal }))).toBe(
    'Error: before',
  );
  const onProgress = () => {
    throw new Error('in the middle');
  };
  expect(await failureOf(() => Reference.fit(model, photos(), { ...options, onProgress }))).toBe(
    'Error: in the middle',
  );
  expect(isClosed).toBe(true);
  const promised = inputs.map((one) => Promise.resolve(one)) as never;
  expect((await Reference.fit(model, promised, options)).size).toBe(6);
});

test('labels and times are of rows, of which a batch brings several, and are read at the end', async () => {
  const batch = tf.tensor2d(values.slice(0, 16), [2, 8]);
  const labels = ['day', 'day', 'night'];
  const fitted = await Reference.fit(model, [batch, inputs[2]!], {
    ...options,
    labels,
    times: [1, 2, 3],
  });
  expect(fitted).toMatchObject({ size: 3, labels });
  expect([...fitted.times!]).toEqual([1, 2, 3]);
  expect((await Reference.fit(model, inputs, { ...options, labels: 'day' })).labels).toEqual(
    Array(6).fill('day'),
  );
  const known: string[] = [];
  async function* frames() {
    for (const input of inputs) {
      known.push(known.length < 3 ? 'day' : 'night');
      yield input;
    }
  }
  const recorded = await Reference.fit(model, frames(), { ...options, labels: known });
  expect(recorded.labels).toEqual([...Array(3).fill('day'), ...Array(3).fill('night')]);
});

test('labels that cannot be enough are named before any pass, others after the last', async () => {
  let passes = 0;
  const onProgress = () => void passes++;
  const fit = (more: object) =>
    failureOf(() => Reference.fit(model, inputs, { ...options, onProgress, ...more }));
  expect(await fit({ labels: ['day', 'night'] })).toMatch(
    /^InvalidOptionError: labels: .* each of the 6 rows was expected, 2 came/,
  );
  for (const labels of [{ day: 1 }, null]) {
    expect(await fit({ labels })).toMatch(/^InvalidOptionError: labels: .* came/);
  }
  expect(await fit({ times: [0] })).toMatch(/^InvalidOptionError: times: .* 1 came/);
  expect(passes).toBe(0);
  expect(await fit({ labels: Array(7).fill('day') })).toMatch(
    /each of the 6 rows was expected, 7 came/,
  );
  expect(passes).toBe(6);
});
