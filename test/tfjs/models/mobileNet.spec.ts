import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { load } from '@tensorflow-models/mobilenet';
import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift';
import { candidateLayers, featureMaps } from 'tfjs-drift/layers';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';

const WIDTH = 3;
const CLASSES = 1001;
const float = { type: 'DT_FLOAT' };
const shape = (sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size: `${size}` })) });
const constant = (name: string, type: string, sizes: readonly number[]) => ({
  name,
  op: 'Const',
  attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape: shape(sizes) } } },
});

/** A graph that takes what a MobileNet does, and pools it under this name. */
function graph(pooling: string): tf.io.IOHandler {
  const weights = Float32Array.from(gaussianRows(WIDTH, CLASSES, 1).values);
  const axes = Int32Array.of(1, 2);
  return tf.io.fromMemory({
    format: 'graph-model',
    modelTopology: {
      node: [
        {
          name: 'x',
          op: 'Placeholder',
          attr: { dtype: float, shape: { shape: shape([-1, 224, 224, 3]) } },
        },
        constant('axes', 'DT_INT32', [2]),
        constant('weights', 'DT_FLOAT', [WIDTH, CLASSES]),
        {
          name: pooling,
          op: 'Mean',
          input: ['x', 'axes'],
          attr: { T: float, Tidx: { type: 'DT_INT32' }, keep_dims: { b: false } },
        },
        {
          name: 'dense',
          op: 'MatMul',
          input: [pooling, 'weights'],
          attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } },
        },
        { name: 'predictions', op: 'Softmax', input: ['dense'], attr: { T: float } },
      ],
      versions: {},
    },
    weightSpecs: [
      { name: 'axes', shape: [2], dtype: 'int32' },
      { name: 'weights', shape: [WIDTH, CLASSES], dtype: 'float32' },
    ],
    weightData: new Uint8Array([...new Uint8Array(axes.buffer), ...new Uint8Array(weights.buffer)])
      .buffer,
  });
}

const mobileNet = (pooling: string) =>
  load({ version: 1, alpha: 1, modelUrl: graph(pooling), inputRange: [-1, 1] });

const KERAS = 'mobilenet/global_average_pooling2d/Mean';
const images = [1, 2, 3, 4].map((seed) =>
  tf.randomUniform<tf.Rank.R3>([40, 50, 3], 0, 255, 'int32', seed),
);
const failureOf = (call: () => Promise<unknown>) => call().then(() => 'nothing', String);

test('a MobileNet with other names for its nodes is refused with the way out, and watched by it', async () => {
  const model = await mobileNet(KERAS);
  expect(await failureOf(() => Reference.fit(model, images))).toMatch(
    /^InvalidOptionError: featureNode: the model has no node 'module_apply_default\/MobilenetV1\/Logits\/global_pool'; .*candidateLayers\(model\)/,
  );
  const [first] = candidateLayers(model);
  expect(first).toMatchObject({ name: KERAS, kind: 'Mean' });
  const options = { featureNode: KERAS };
  const reference = await Reference.fit(model, images, options);
  expect(reference.model).toMatchObject({ name: 'mobilenet_v1_1.00', featureNode: KERAS });
  const monitor = new DriftMonitor({
    reference: await Reference.fromFeatures(gaussianRows(60, WIDTH, 1)),
    sampling: 'independent',
    windowSize: 8,
    policy: pValuePolicy(),
  });
  expect(() => monitor.wrap(model)).toThrow(/featureNode: the model has no node/);
  expect(() => monitor.wrap(model, { ...options, logitsNode: 'logits' })).toThrow(/logitsNode: /);
  const watched = monitor.wrap(model, options);
  for (const image of images) {
    expect(await watched.classify(image)).toEqual(await model.classify(image));
    const [bare, seen] = [model.infer(image), watched.infer(image)];
    expect([...seen.dataSync()]).toEqual([...bare.dataSync()]);
  }
  await monitor.idle();
  const rows = monitor.window.rows().map((row) => [...row]);
  expect(rows.filter((_, at) => at % 2 === 0).flat()).toEqual([...reference.features.values]);
});

test('the feature map of a MobileNet is that of its own preparation, and found by its pooling', async () => {
  const model = await mobileNet(KERAS);
  const before = tf.memory().numTensors;
  const map = await featureMaps(model, { featureNode: KERAS })(images[0]!);
  expect(tf.memory().numTensors).toBe(before);
  const { height, width, channels } = map;
  expect([height, width, channels]).toEqual([224, 224, WIDTH]);
  // This graph's map is the picture itself, resized and in -1 to 1.
  const [first] = images as [tf.Tensor3D];
  const own = tf.image.resizeBilinear(
    tf.sub(tf.div(first, 127.5), 1) as tf.Tensor3D,
    [224, 224],
    true,
  );
  const apart = tf.max(
    tf.abs(tf.sub(own, tf.tensor3d(map.values as Float32Array, [224, 224, WIDTH]))),
  );
  expect(apart.dataSync()[0]).toBeLessThan(1e-6);
  expect(await failureOf(() => featureMaps(model)(first))).toMatch(
    /featureNode: the model has no node/,
  );
  const wrong = { featureNode: KERAS, mapNode: 'conv' };
  expect(await failureOf(() => featureMaps(model, wrong)(first))).toMatch(/mapNode: /);
});

test('what a MobileNet would make another image of is refused at fit', async () => {
  const model = await mobileNet('module_apply_default/MobilenetV1/Logits/global_pool');
  const [good] = images as [tf.Tensor3D];
  for (const wrong of [
    [224, 224, 1],
    [224, 224, 4],
    [3, 224, 224, 1],
    [224, 224],
  ]) {
    const before = tf.memory().numTensors;
    const failure = await failureOf(() => Reference.fit(model, [good, tf.zeros(wrong, 'int32')]));
    expect(failure).toMatch(
      /^InvalidImageError: Input 1: a tensor of shape \[[\d,]+\] came; \[height, width, 3\]/,
    );
    expect(tf.memory().numTensors).toBe(before + 1);
  }
  const greys = images.map((one) => tf.slice(one, [0, 0, 0], [-1, -1, 1]));
  const preprocess = (grey: tf.Tensor) => tf.tile(grey, [1, 1, 3]);
  expect((await Reference.fit(model, greys, { preprocess })).size).toBe(4);
});
