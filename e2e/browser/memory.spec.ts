import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from '../support/labTest.js';

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`200 tested samples take no tensor and no byte on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    const memory = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows } = window.lab;
      const before = tf.memory();
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 16));
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 8,
        permutations: 99,
        compute: place,
      });
      const failures: unknown[] = [];
      monitor.on('error', (error) => failures.push(error));
      const watch = async (rows: number[][]) => {
        for (const [index, row] of rows.entries()) {
          const tensor = tf.tensor1d(row);
          monitor.observe(index % 2 === 0 ? tensor : [row]);
          tensor.dispose();
          if (index % 10 === 0) monitor.observe([row.map(() => Number.NaN)]);
          if (index % 10 === 5) monitor.observe([row.slice(1)]);
          await monitor.idle();
        }
      };
      await watch(gaussianRows(2, 20, 16));
      const warm = tf.memory();
      const testsBefore = monitor.status.tests;
      await watch(gaussianRows(3, 200, 16));
      const steady = tf.memory();
      const tests = monitor.status.tests - testsBefore;
      await monitor.dispose();
      return { before, warm, steady, after: tf.memory(), tests, rejected: failures.length };
    }, backend);
    expect(memory.tests).toBe(200);
    expect(memory.rejected).toBe(44);
    // Bytes of the GPU's buffer pool, where the backend has one, are among these numbers.
    expect(memory.steady).toEqual(memory.warm);
    expect(memory.after.numTensors).toBe(memory.before.numTensors);
    expect(memory.after.numBytes).toBe(memory.before.numBytes);
  });

  test(`a watched model takes no tensor and no byte on ${backend}`, async ({ openLab }) => {
    const page = await openLab(backend);
    const memory = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows, tinyModel } = window.lab;
      const model = await tinyModel();
      const inputs = (seed: number, count: number) =>
        gaussianRows(seed, count, 8).map((row) => tf.tensor2d([row]));
      const good = inputs(1, 40);
      const reference = await drift.Reference.fit(model, good, { featureNode: 'features' });
      tf.dispose(good);
      const bare = tf.memory();
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 8,
        permutations: 99,
        compute: place,
      });
      const watched = monitor.wrap(model, { featureNode: 'features' });
      const watch = async (seed: number, count: number) => {
        for (const input of inputs(seed, count)) {
          const logits = tf.tidy(() => tf.softmax(watched.predict(input) as Tensor));
          await logits.data();
          const features = watched.execute(input, ['features', 'logits']);
          tf.dispose([input, logits, features]);
          await monitor.idle();
        }
      };
      await watch(2, 10);
      const warm = tf.memory();
      await watch(3, 40);
      const steady = tf.memory();
      await monitor.dispose();
      const disposed = tf.memory();
      watched.dispose();
      return { bare, warm, steady, disposed, tests: monitor.status.tests };
    }, backend);
    // A test after every sample, also where two arrive at once.
    expect(memory.tests).toBe(93);
    expect(memory.steady).toEqual(memory.warm);
    expect(memory.disposed.numTensors).toBe(memory.bare.numTensors);
    expect(memory.disposed.numBytes).toBe(memory.bare.numBytes);
  });
}

for (const waiting of [0, 5]) {
  test(`a pass under way and ${waiting} waiting samples are freed on disposal`, async ({
    openLab,
  }) => {
    const page = await openLab('wasm');
    const before = await page.evaluate(async (count) => {
      const { tf, drift, gaussianRows, tinyModel } = window.lab;
      const model = await tinyModel();
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
      const input = tf.tensor2d(gaussianRows(2, 1, 8));
      const before = tf.memory().numTensors;
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 4,
        compute: 'wasm',
      });
      const watched = monitor.wrap(model, { featureNode: 'features' });
      for (let i = 0; i < count; i++) tf.dispose(watched.predict(input));
      const underWay = watched.executeAsync(input);
      await monitor.dispose();
      tf.dispose(await underWay);
      return before;
    }, waiting);
    const numTensors = () => page.evaluate(() => window.lab.tf.memory().numTensors);
    await expect.poll(numTensors).toBe(before);
  });
}
