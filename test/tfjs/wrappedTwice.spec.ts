import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference, SegmentedMonitor } from 'tfjs-drift';
import { tinySequential, tinyTransferModel } from '../../e2e/lab/tinyLayersModel.js';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { tensorsOf } from '../support/tapped.js';

const featureLayer = 'features';
const inputs = () => {
  const { values } = gaussianRows(12, 8, 5);
  return Array.from({ length: 12 }, (_, at) =>
    tf.tensor2d([[...values.slice(8 * at, 8 * at + 8)]]),
  );
};

async function monitorOf(): Promise<{ monitor: DriftMonitor; errors: string[] }> {
  const reference = await Reference.fromFeatures(gaussianRows(40, 6, 1));
  const monitor = new DriftMonitor({
    reference,
    sampling: 'independent',
    windowSize: 20,
    policy: pValuePolicy(),
  });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  return { monitor, errors };
}

const rowsIn = async (monitor: DriftMonitor) => {
  await monitor.idle();
  return monitor.window.rows().map((row) => [...row]);
};

test('two monitors around one LayersModel get the same features, by every way of calling it', async () => {
  const model = tinySequential();
  const [a, b] = [await monitorOf(), await monitorOf()];
  const inner = a.monitor.wrap(model, { featureLayer });
  const outer = b.monitor.wrap(inner, { featureLayer });
  const name = model.outputs[0]!.name;
  const calls = (of: typeof model, x: tf.Tensor): tf.Tensor[] =>
    [
      of.predict(x),
      of.predictOnBatch(x),
      of.apply(x),
      of.execute(x, name),
      ...(of.execute(x, [name]) as tf.Tensor[]),
      tf.tidy(() => of.predict(x, { batchSize: 1 })),
    ] as tf.Tensor[];
  const [x] = inputs();
  const expected = await Promise.all(calls(model, x!).map((one) => one.data()));
  await a.monitor.idle();
  const left = await tensorsOf(async () => {
    const answers = calls(outer, x!);
    expect(await Promise.all(answers.map((one) => one.data()))).toEqual(expected);
    tf.dispose(answers);
    await a.monitor.idle();
    await b.monitor.idle();
  });
  expect(left).toBe(0);
  const rows = await rowsIn(a.monitor);
  expect(rows).toHaveLength(6);
  expect(await rowsIn(b.monitor)).toEqual(rows);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test('a LayersModel stays watched around one that was let go, and by the same monitor again', async () => {
  const model = tinySequential();
  const [a, b] = [await monitorOf(), await monitorOf()];
  const inner = a.monitor.wrap(model, { featureLayer });
  await a.monitor.dispose();
  const outer = b.monitor.wrap(inner, { featureLayer });
  for (const x of inputs().slice(0, 3)) tf.dispose(outer.predict(x));
  expect(await rowsIn(b.monitor)).toHaveLength(3);
  b.monitor.unwrap();
  const again = b.monitor.wrap(outer, { featureLayer });
  for (const x of inputs().slice(3, 5)) tf.dispose(again.predict(x));
  expect(await rowsIn(b.monitor)).toHaveLength(5);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test('three deep, inside a nested model, each monitor at a layer of its own', async () => {
  const model = tinyTransferModel();
  const [a, b, c] = [await monitorOf(), await monitorOf(), await monitorOf()];
  const first = a.monitor.wrap(model, { featureLayer: 'inside' });
  const second = b.monitor.wrap(first, { featureLayer: 'base' });
  const third = c.monitor.wrap(second, { featureLayer: 'inside' });
  for (const x of inputs()) tf.dispose(third.predict(x));
  const rows = await rowsIn(a.monitor);
  expect(rows).toHaveLength(12);
  expect(await rowsIn(b.monitor)).toEqual(rows);
  expect(await rowsIn(c.monitor)).toEqual(rows);
  expect([...a.errors, ...b.errors, ...c.errors]).toEqual([]);
});

test('a reference is fitted with a watched LayersModel as with the bare one', async () => {
  const model = tinySequential();
  const { monitor, errors } = await monitorOf();
  const watched = monitor.wrap(model, { featureLayer });
  const given = inputs();
  const byBare = await Reference.fit(model, given, { featureLayer });
  const byWatched = await Reference.fit(watched, given, { featureLayer });
  expect(byWatched.features).toEqual(byBare.features);
  expect(byWatched.model).toEqual(byBare.model);
  expect(await rowsIn(monitor)).toHaveLength(12);
  expect(errors).toEqual([]);
});

test('a SegmentedMonitor around a watched LayersModel gets its features', async () => {
  const model = tinySequential();
  const { monitor, errors } = await monitorOf();
  const { values } = gaussianRows(60, 6, 1);
  const labels = Array.from({ length: 60 }, (_, at) => (at % 2 ? 'odd' : 'even'));
  const segmented = await SegmentedMonitor.create({
    reference: await Reference.fromFeatures({ values, width: 6 }),
    labels,
    sampling: 'independent',
    windowSize: 12,
  });
  segmented.on('error', (error) => errors.push(String(error)));
  const labelOf = (index: number) => (index % 2 ? 'odd' : 'even');
  const watched = segmented.wrap(monitor.wrap(model, { featureLayer }), { featureLayer, labelOf });
  for (const x of inputs()) tf.dispose(watched.predict(x));
  await segmented.idle();
  expect(segmented.window.rows().map((row) => [...row])).toEqual(await rowsIn(monitor));
  expect(segmented.window.filled).toBe(12);
  expect(errors).toEqual([]);
  await segmented.dispose();
});
