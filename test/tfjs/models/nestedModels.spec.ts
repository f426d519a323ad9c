import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type Sequential,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift';
import { candidateLayers } from 'tfjs-drift/layers';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';

const dense = (units: number, name: string, activation: 'relu' | 'softmax' = 'relu') =>
  layers.dense({
    units,
    name,
    activation,
    kernelInitializer: initializers.glorotNormal({ seed: units }),
  });

/** As Teachable Machine makes them: a base that ends in its pooling, and a head. */
function teachableModel(): { whole: Sequential; base: Sequential; head: Sequential } {
  const image = input({ shape: [6, 6, 3] });
  const map = layers
    .conv2d({
      filters: 4,
      kernelSize: 3,
      name: 'map',
      kernelInitializer: initializers.glorotNormal({ seed: 1 }),
    })
    .apply(image);
  const truncated = model({ inputs: image, outputs: map as SymbolicTensor });
  const base = sequential({ layers: [truncated, layers.globalAveragePooling2d({ name: 'pool' })] });
  const head = sequential({
    name: 'head',
    layers: [
      layers.inputLayer({ inputShape: [4] }),
      dense(5, 'dense_Dense1'),
      layers.dropout({ rate: 0.5, name: 'dropped' }),
      dense(3, 'dense_Dense2', 'softmax'),
    ],
  });
  return { whole: sequential({ layers: [base, head] }), base, head };
}

const images = Array.from({ length: 12 }, (_, seed) =>
  tf.randomUniform([1, 6, 6, 3], 0, 1, 'float32', seed),
);

/** What a layer of the head gives for images, by hand. */
function atLayer(name: string, { base, head }: ReturnType<typeof teachableModel>) {
  const output = head.getLayer(name).output as SymbolicTensor;
  const hidden = model({ inputs: head.inputs, outputs: output });
  return (given: tf.Tensor) =>
    (hidden.predict(base.predict(given) as tf.Tensor) as tf.Tensor2D).arraySync();
}

async function watch<Model extends LayersModel>(bare: Model, featureLayer: string, width: number) {
  const monitor = new DriftMonitor({
    reference: await Reference.fromFeatures(gaussianRows(60, width, 1)),
    windowSize: 9,
    sampling: 'independent',
    policy: pValuePolicy(),
  });
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(error));
  return { monitor, errors, watched: monitor.wrap(bare, { featureLayer }) };
}

const valuesOf = (tensors: readonly tf.Tensor[]) => tensors.map((one) => [...one.dataSync()]);

test('a layer of a model inside is watched by its name, and the answers stay the same', async () => {
  const parts = teachableModel();
  const batch = tf.concat(images.slice(0, 5));
  const expected = atLayer('dense_Dense1', parts)(batch);
  const { whole } = parts;
  const { monitor, errors, watched } = await watch(whole, 'dense_Dense1', 5);
  const calls = (of: Sequential) =>
    [
      of.predict(batch),
      of.predict(batch, { batchSize: 2 }),
      of.predictOnBatch(batch),
      of.apply(batch),
      tf.tidy(() => of.predict(batch)),
    ] as tf.Tensor[];
  const bare = calls(whole);
  const before = tf.memory().numTensors;
  const seen = calls(watched);
  await monitor.idle();
  expect(valuesOf(seen)).toEqual(valuesOf(bare));
  tf.dispose(seen);
  expect(tf.memory().numTensors).toBe(before);
  expect(errors).toEqual([]);
  expect(monitor.status.samples).toBe(5 * 5);
  expect(
    monitor.window
      .rows()
      .slice(-5)
      .map((row) => [...row]),
  ).toEqual(expected);
});

test('two monitors watch layers of one model inside at once, and the bare model runs beside them', async () => {
  const parts = teachableModel();
  const one = await watch(parts.whole, 'dense_Dense1', 5);
  const other = await watch(parts.whole, 'pool', 4);
  for (const image of images.slice(0, 3)) {
    for (const of of [one.watched, other.watched, parts.whole]) tf.dispose(of.predict(image));
    await one.monitor.idle();
    await other.monitor.idle();
  }
  expect([...one.errors, ...other.errors]).toEqual([]);
  const rows = ({ monitor }: typeof one) => monitor.window.rows().map((row) => [...row]);
  expect(rows(one)).toEqual(images.slice(0, 3).flatMap(atLayer('dense_Dense1', parts)));
  expect(rows(other)[2]).toEqual([...(parts.base.predict(images[2]!) as tf.Tensor).dataSync()]);
});

test('the softmax at the end of a model inside is known as one, and models are opened at any depth', async () => {
  const parts = teachableModel();
  const classes = images.map((one) => [...(parts.whole.predict(one) as tf.Tensor).dataSync()]);
  const image = input({ shape: [6, 6, 3] });
  const outer = model({ inputs: image, outputs: parts.whole.apply(image) as SymbolicTensor });
  for (const whole of [parts.whole, outer]) {
    const before = tf.memory().numTensors;
    const reference = await Reference.fit(whole, images, { featureLayer: 'dense_Dense1' });
    expect(tf.memory().numTensors).toBe(before);
    expect(reference.model).toMatchObject({
      featureNode: 'dense_Dense1',
      logitsNode: 'dense_Dense2',
    });
    const rows = images.flatMap(atLayer('dense_Dense1', parts));
    expect([...reference.features.values]).toEqual(rows.flat());
    reference.outputs?.confidence.forEach((confidence, row) => {
      expect(confidence).toBeCloseTo(Math.max(...classes[row]!), 5);
    });
    expect(reference.outputs).toBeDefined();
  }
});

test('a model inside is still known by its own name', async () => {
  const parts = teachableModel();
  const { features } = await Reference.fit(parts.whole, images, { featureLayer: 'head' });
  const classes = images.flatMap((one) => [...(parts.whole.predict(one) as tf.Tensor).dataSync()]);
  expect([...features.values]).toEqual(classes);
});

const recurrent = (units: number, name: string, returnSequences: boolean = false) =>
  layers.simpleRNN({ units, name, returnSequences, recurrentInitializer: 'glorotNormal' });

test('what masks the steps of a sequence is in force as without a monitor', async () => {
  const inner = sequential({
    layers: [layers.masking({ inputShape: [3, 2], maskValue: 0 }), recurrent(4, 'steps', true)],
  });
  const steps = input({ shape: [3, 2] });
  const state = recurrent(3, 'state').apply(inner.apply(steps)) as SymbolicTensor;
  const whole = model({ inputs: steps, outputs: dense(2, 'end').apply(state) as SymbolicTensor });
  const { monitor, errors, watched } = await watch(whole, 'steps', 4);
  const sequence = tf.tensor3d([[[1, 2], [0, 0], [3, 4]]]); // biome-ignore format: one step a pair
  expect(valuesOf([watched.predict(sequence) as tf.Tensor])).toEqual(
    valuesOf([whole.predict(sequence) as tf.Tensor]),
  );
  await monitor.idle();
  expect(errors).toEqual([]);
  expect(monitor.status.samples).toBe(1);
});

test('a model used twice has its layers refused by name, the outermost of one name is taken', async () => {
  const inside = () =>
    sequential({
      layers: [layers.inputLayer({ inputShape: [4] }), dense(4, 'inside'), dense(4, 'same')],
    });
  const given = input({ shape: [4] });
  const twice = inside();
  const once = twice.apply(given) as SymbolicTensor;
  const siamese = model({ inputs: given, outputs: twice.apply(once) as SymbolicTensor });
  const rows = [1, 2, 3].map((seed) => tf.randomNormal([1, 4], 0, 1, 'float32', seed));
  await expect(Reference.fit(siamese, rows, { featureLayer: 'inside' })).rejects.toThrow(
    "featureLayer: the layer 'inside' is used 2 times in the model",
  );
  const first = dense(2, 'same', 'softmax').apply(
    inside().apply(given) as SymbolicTensor,
  ) as SymbolicTensor;
  const shadowed = model({ inputs: given, outputs: first });
  const reference = await Reference.fit(shadowed, rows, { featureLayer: 'same' });
  expect(reference.width).toBe(2);
});

test('candidates are found in models inside, the layer before the classes first', () => {
  const { whole } = teachableModel();
  expect(candidateLayers(whole)).toEqual([
    { name: 'dense_Dense1', kind: 'Dense', width: 5 },
    { name: 'pool', kind: 'GlobalAveragePooling2D', width: 4 },
    { name: 'map', kind: 'Conv2D', width: 4 },
  ]);
});
