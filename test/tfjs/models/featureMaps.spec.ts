import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { expect, test } from 'playwright/test';
import { Reference } from 'tfjs-drift';
import { type FeatureMapOptions, featureMaps } from 'tfjs-drift/layers';
import { tinyModel } from '../../../e2e/lab/tinyModel.js';
import { pooledRow } from '../../../src/core/explain/featureMap.js';

const kernelInitializer = initializers.glorotNormal({ seed: 1 });
const convolution = () =>
  layers.conv2d({ filters: 4, kernelSize: 3, name: 'map', activation: 'relu', kernelInitializer });
const dense = (units: number, name: string) =>
  layers.dense({ units, name, activation: 'softmax', kernelInitializer });

/** [-1, 6, 8, 3] ─► map [-1, 4, 6, 4] ─► pool [-1, 4] ─► deep [-1, 5] ─► classes [-1, 2] */
function imageModel() {
  const image = input({ shape: [6, 8, 3] });
  const map = convolution().apply(image) as SymbolicTensor;
  const pool = layers.globalAveragePooling2d({ name: 'pool' }).apply(map);
  const dropped = layers.dropout({ rate: 0.5, name: 'dropped' }).apply(pool);
  const most = layers.globalMaxPooling2d({ name: 'most' }).apply(map);
  const deep = dense(5, 'deep').apply(dropped as SymbolicTensor) as SymbolicTensor;
  const both = layers.concatenate().apply([deep, most as SymbolicTensor]);
  return modelOf({ inputs: image, outputs: dense(2, 'classes').apply(both) as SymbolicTensor });
}

const pictures = [1, 2].map((seed) =>
  tf.randomUniform<tf.Rank.R3>([6, 8, 3], 0, 255, 'int32', seed),
);
const preprocess = (picture: tf.Tensor) =>
  tf.expandDims(tf.div(tf.cast(picture, 'float32'), 255), 0);

async function failureOf(model: object, options: FeatureMapOptions): Promise<string> {
  try {
    return await featureMaps(model, options)(pictures[0]!).then(() => 'nothing', String);
  } catch (error) {
    return String(error);
  }
}

/** The map of a picture, and whether its mean is the row that a reference would have. */
async function readAndCompare(model: object, options: FeatureMapOptions) {
  const before = tf.memory().numTensors;
  const map = await featureMaps(model, options)(pictures[0]!);
  expect(tf.memory().numTensors).toBe(before);
  const { featureLayer, featureNode } = options;
  const reference = await Reference.fit(model, pictures, {
    ...(featureLayer !== undefined && { featureLayer }),
    ...(featureNode !== undefined && { featureNode }),
    preprocess,
  });
  const row = pooledRow({ values: map.values as Float32Array, channels: map.channels });
  for (const [c, value] of row.entries()) {
    expect(Math.abs(value - reference.features.values[c]!)).toBeLessThan(1e-5);
  }
  return { ...map, values: map.values.length };
}

test('of a LayersModel the map before the pooling is found, also behind a dropout', async () => {
  const model = imageModel();
  const sizes = { values: 4 * 6 * 4, height: 4, width: 6, channels: 4 };
  for (const featureLayer of ['pool', 'dropped']) {
    expect(await readAndCompare(model, { featureLayer, preprocess })).toEqual(sizes);
  }
  // A map is its own: the tap averages it.
  expect(await readAndCompare(model, { featureLayer: 'map', preprocess })).toEqual(sizes);
});

test('the map is found in a model inside, and in one around', async () => {
  const image = input({ shape: [6, 8, 3] });
  const inside = modelOf({ inputs: image, outputs: convolution().apply(image) as SymbolicTensor });
  const pool = () => layers.globalAveragePooling2d({ name: 'pool' });
  const sizes = { values: 4 * 6 * 4, height: 4, width: 6, channels: 4 };
  const options = { featureLayer: 'pool', preprocess };
  const outer = sequential({ layers: [inside, pool(), dense(2, 'classes')] });
  expect(await readAndCompare(outer, options)).toEqual(sizes);
  const whole = sequential({ layers: [sequential({ layers: [inside, pool()] }), dense(3, 'end')] });
  expect(await readAndCompare(whole, options)).toEqual(sizes);
  // What the model with the pooling is given comes from the one around.
  const given = input({ shape: [4, 6, 4] });
  const head = modelOf({ inputs: given, outputs: pool().apply(given) as SymbolicTensor });
  const parted = sequential({ layers: [inside, head, dense(3, 'end')] });
  expect(await readAndCompare(parted, options)).toEqual(sizes);
});

test('features that are no mean over places are refused, and so are wrong names', async () => {
  const model = imageModel();
  const of = (options: FeatureMapOptions) => failureOf(model, { preprocess, ...options });
  expect(await of({ featureLayer: 'deep' })).toMatch(
    /^InvalidFeaturesError: feature map: a tensor of shape \[1,5\] came for 5 features/,
  );
  expect(await of({ featureLayer: 'most', mapLayer: 'map' })).toMatch(
    /^InvalidFeaturesError: feature map: the features are not the mean over its 4 × 6 places: they differ by 0\.\d/,
  );
  expect(await of({})).toMatch(/^InvalidOptionError: featureLayer: the name of the LayersModel's/);
  expect(await of({ featureLayer: 'pol' })).toMatch(/the model has no layer 'pol'/);
  expect(await of({ featureLayer: 'pool', mapLayer: 'mop' })).toMatch(
    /mapLayer: .* no layer 'mop'/,
  );
  expect(await of({ featureLayer: 'pool', mapLayr: 'map' } as never)).toMatch(
    /there is no option 'mapLayr'; did you mean 'mapLayer'\?/,
  );
  expect(await of({ featureLayer: 'pool', preprocess: (() => 1) as never })).toMatch(
    /^InvalidOptionError: preprocess: a tensor was expected from it, 1 came/,
  );
  expect(await failureOf({}, {})).toMatch(/^InvalidOptionError: model: .* \{\} came/);
  expect(await failureOf(undefined as never, {})).toMatch(/model: .* undefined came/);
  const graph = await tinyModel();
  expect(await failureOf(graph, {})).toMatch(
    /^InvalidOptionError: featureNode: the name of the GraphModel/,
  );
  expect(await failureOf(graph, { featureNode: 'none' })).toMatch(/no node 'none'/);
});
