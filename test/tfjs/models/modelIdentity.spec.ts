import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { gaussianRows } from '../../../e2e/lab/gaussianRows.js';
import { tinyModel } from '../../../e2e/lab/tinyModel.js';
import { tappable } from '../../../src/tfjs/models/tappable.js';

/** Two of one kind, as webgl and wasm are in a page. */
const backends = { first: new MathBackendCPU(), second: new MathBackendCPU() };

test.beforeAll(() => {
  const kernels = tf.getKernelsForBackend('cpu');
  for (const [backendName, backend] of Object.entries(backends)) {
    tf.registerBackend(backendName, () => backend);
    for (const kernel of kernels) tf.registerKernel({ ...kernel, backendName });
  }
});
test.beforeEach(() => tf.setBackend('first'));
test.afterAll(async () => {
  await tf.setBackend('cpu');
  for (const name of Object.keys(backends)) tf.removeBackend(name);
});

const FEATURES = { featureLayer: 'features' };
const GRAPH = { featureNode: 'features' };

/** A stem, a batch norm and two layers, the same each time, and of weights below 32 values. */
function smallModel(): Sequential {
  const dense = (units: number, name: string) =>
    layers.dense({ units, name, kernelInitializer: initializers.glorotNormal({ seed: units }) });
  return sequential({
    layers: [
      layers.inputLayer({ inputShape: [8] }),
      dense(3, 'stem'),
      layers.batchNormalization({ name: 'norm' }),
      dense(4, 'features'),
      dense(2, 'classes'),
    ],
  });
}

/** Changes one weight by a function of its values, as training does. */
function tune(model: Sequential, weight: string, by: (value: number) => number): void {
  const one = model.weights.find(({ originalName }) => originalName === weight)!;
  const values = one.read().dataSync().map(by);
  const tuned = tf.tensor([...values], one.read().shape);
  one.write(tuned);
  tuned.dispose();
}

/** What a monitor says of a model, given a reference; undefined where it is the right one. */
async function refusal(
  reference: Reference,
  model: object,
  options: object,
): Promise<string | undefined> {
  const monitor = new DriftMonitor({ reference, sampling: 'independent', windowSize: 3 });
  let said: string | undefined;
  monitor.on('error', (error) => {
    said = String(error);
  });
  monitor.wrap(model, options);
  // A sample is taken in once it is known which model it is of.
  monitor.observe([Array(reference.width).fill(0)]);
  await monitor.idle();
  await monitor.dispose();
  return said;
}

const inputs = () => gaussianRows(1, 10, 8).map((row) => tf.tensor2d([row]));

test('whatever weight was tuned, the model is told from the one before', async () => {
  const reference = await Reference.fit(smallModel(), inputs(), FEATURES);
  expect(await refusal(reference, smallModel(), FEATURES)).toBeUndefined();
  const read = await Reference.fromFile(reference.toFile());
  expect(read.model).toEqual(reference.model);
  const changes: [string, (value: number) => number][] = [
    ['features/kernel', (value) => value + 0.05],
    ['features/bias', () => 0.01],
    ['norm/gamma', () => 1.01],
    ['norm/moving_mean', () => 0.01],
    ['classes/bias', () => -0.01],
    ['stem/kernel', () => 0],
  ];
  for (const [weight, by] of changes) {
    const tuned = smallModel();
    tune(tuned, weight, by);
    const said = await refusal(read, tuned, FEATURES);
    expect(said).toMatch(/^ReferenceMismatchError: /);
    expect(said).toContain(`other weights in '${weight}'`);
  }
});

test('a GraphModel is known by all of its weights too, of any type', async () => {
  const reference = await Reference.fit(await tinyModel(1), inputs(), GRAPH);
  expect(reference.model?.weights?.map(({ name }) => name)).toEqual(['first', 'second']);
  expect(await refusal(reference, await tinyModel(1), GRAPH)).toBeUndefined();
  expect(await refusal(reference, await tinyModel(2), GRAPH)).toContain(
    "other weights in 'first', 'second'.",
  );
  const identityOf = async (changed: object) => {
    const model = await tinyModel(1);
    const more = { ints: tf.tensor1d([1, 2], 'int32'), words: tf.tensor1d(['cat', 'dog']) };
    for (const [name, tensor] of Object.entries({ ...more, ...changed })) {
      model.weights[name] = [tensor];
    }
    return tappable(model, GRAPH).identify();
  };
  const before = await identityOf({});
  expect(await identityOf({})).toEqual(before);
  for (const changed of [
    { ints: tf.tensor1d([1, 3], 'int32') },
    { words: tf.tensor1d(['cat', 'dot']) },
  ]) {
    const now = await identityOf(changed);
    const differing = now.weights!.filter(
      ({ sums }, at) => `${sums}` !== `${before.weights![at]!.sums}`,
    );
    expect(differing.map(({ name }) => name)).toEqual(Object.keys(changed));
  }
});

test('weights are read once, and again once they are assigned or moved to another backend', async () => {
  const model = smallModel();
  const reads: object[] = [];
  for (const backend of Object.values(backends)) {
    const { read } = Object.getPrototypeOf(backend);
    backend.read = (dataId) => {
      reads.push(dataId);
      return read.call(backend, dataId);
    };
  }
  const identify = async () => {
    reads.length = 0;
    const identity = await tappable(model, FEATURES).identify();
    return { identity, reads: reads.length };
  };
  const pass = () => tf.dispose(model.predict(inputs()[0]!));
  pass();
  const first = await identify();
  const count = model.weights.length;
  expect(first.reads).toBe(count);
  expect(await identify()).toEqual({ ...first, reads: 0 });

  tune(model, 'classes/bias', () => 1);
  const tuned = await identify();
  expect(tuned.reads).toBe(count);
  expect(tuned.identity).not.toEqual(first.identity);
  tune(model, 'classes/bias', () => 0);
  expect((await identify()).identity).toEqual(first.identity);

  await tf.setBackend('second');
  expect(await identify()).toEqual({ ...first, reads: 0 });
  pass();
  expect(await identify()).toEqual({ ...first, reads: count });
  expect(await identify()).toEqual({ ...first, reads: 0 });

  // A synchronous readback from a GPU can give zeros.
  const { readSync } = backends.second;
  backends.second.readSync = (dataId) =>
    new Float32Array(readSync.call(backends.second, dataId).length);
  await tf.setBackend('first');
  pass();
  backends.second.readSync = readSync;
  const moved = await identify();
  expect(moved.reads).toBe(count);
  expect(moved.identity.architecture).toBe(first.identity.architecture);
  expect(moved.identity.weights!.every(({ rms }) => rms === 0)).toBe(true);
  await tf.setBackend('second');
  const reference = await Reference.fit(smallModel(), inputs(), FEATURES);
  expect(await refusal(reference, model, FEATURES)).toMatch(/weights in '.*' \(all 0\), .* more\./);
  for (const backend of Object.values(backends)) Reflect.deleteProperty(backend, 'read');
});

test('a model whose weights cannot be read is named, and an abort ends the reading', async () => {
  const reference = await Reference.fit(await tinyModel(1), inputs(), GRAPH);
  const disposed = await tinyModel(1);
  disposed.dispose();
  expect(await refusal(reference, disposed, GRAPH)).toMatch(
    /^DisposedError: The weight 'first' of the model cannot be read.*it was disposed of/,
  );
  const { read } = backends.first;
  backends.first.read = () => Promise.reject(new Error('out of memory'));
  expect(await refusal(reference, await tinyModel(1), GRAPH)).toMatch(
    /^BackendUnavailableError: The weight 'first' .*: out of memory\. Load the model again/,
  );
  backends.first.read = () => new Promise(() => {});
  const stuck = tappable(await tinyModel(1), GRAPH);
  await expect(stuck.identify(AbortSignal.timeout(5))).rejects.toThrow(/timeout/);
  backends.first.read = read;
  await stuck.identify();
});

test('tensors are left as they were', async () => {
  const model = smallModel();
  const before = tf.memory().numTensors;
  await tappable(model, FEATURES).identify();
  expect(tf.memory().numTensors).toBe(before);
});
