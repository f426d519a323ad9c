import type { Tensor } from '@tensorflow/tfjs-core';
import type { Verdict } from 'tfjs-drift';
import { computePlaces, expect, test } from '../support/labTest.js';

test('off, no logits are asked for; on, they come from the same pass', async ({ openLab }) => {
  const page = await openLab('cpu');
  const runs = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(1, 20, 8).map((row) => tf.tensor2d([row]));
    const withOutputs = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
    const without = await drift.Reference.fromFeatures(gaussianRows(3, 20, 6));
    const execute = model.execute.bind(model);
    const asked: unknown[] = [];
    model.execute = (input, names) => {
      asked.push(names);
      return execute(input, names);
    };
    const run = async (
      reference: typeof without,
      secondary?: Parameters<typeof makeMonitor>[1],
    ) => {
      const monitor = makeMonitor(reference, secondary);
      const verdicts: Verdict[] = [];
      monitor.on('verdict', (verdict) => verdicts.push(verdict));
      const watched = monitor.wrap(model, { featureNode: 'features' });
      for (const input of inputs.slice(0, 5)) {
        tf.dispose([watched.predict(input), watched.execute(input, 'features')]);
        await monitor.idle();
      }
      await monitor.dispose();
      return { asked: asked.splice(0), found: verdicts.map(({ secondary }) => secondary) };
    };
    function makeMonitor(
      reference: typeof without,
      secondary?: NonNullable<ConstructorParameters<typeof drift.DriftMonitor>[0]['secondary']>,
    ) {
      const options = {
        reference,
        windowSize: 8,
        permutations: 99,
        sampling: 'independent',
        policy: drift.expectedRunTimePolicy(),
      } as const;
      return new drift.DriftMonitor(secondary ? { ...options, secondary } : options);
    }
    return {
      off: await run(withOutputs),
      featuresOnly: await run(withOutputs, { features: 'fdr', outputs: false }),
      absent: await run(without, { features: false }),
      on: await run(withOutputs, { every: 2 }),
    };
  });
  const bare = Array.from({ length: 5 }, () => [
    ['logits', 'features'],
    ['features', 'features'],
  ]).flat();
  for (const { asked } of [runs.off, runs.featuresOnly, runs.absent]) expect(asked).toEqual(bare);
  expect(runs.on.asked).toEqual(bare.map((names) => [...names, 'logits']));
  expect(runs.off.found).toEqual([undefined, undefined, undefined]);
  for (const found of runs.featuresOnly.found) {
    expect(found).toMatchObject({ features: { correction: 'fdr' } });
    expect(Object.keys(found ?? {})).toEqual(['level', 'features']);
  }
  const absent = { status: 'absent' };
  expect(runs.absent.found[0]).toEqual({ level: 0.01, confidence: absent, entropy: absent });
  const [first, second, third] = runs.on.found;
  expect([first?.confidence, third?.confidence]).toEqual([
    expect.objectContaining({ rows: 8 }),
    expect.objectContaining({ rows: 8 }),
  ]);
  expect(second).toBeUndefined();
});

for (const compute of computePlaces) {
  test(`outputs stay in step with the window's rows: ${compute}`, async ({ openLab }) => {
    const page = await openLab('webgpu');
    const { steps, errors, dropped } = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows } = window.lab;
      const logitsOf = (confidence: number) => [Math.log(confidence / (1 - confidence)), 0];
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 2), {
        logits: Array.from({ length: 20 }, (_, i) => logitsOf(0.6 + i / 100)),
      });
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 4,
        permutations: 99,
        compute: place,
        secondary: { features: false },
      });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const steps: { mean: number; rows: number }[] = [];
      monitor.on('verdict', ({ secondary }) => {
        const found = secondary?.confidence;
        if (found && found.status !== 'absent') {
          steps.push({ mean: found.windowMean, rows: found.rows });
        } else steps.push({ mean: 0, rows: 0 });
      });
      const observe = async (rows: number[][], confidences?: number[]) => {
        const [features, logits] = [tf.tensor2d(rows), confidences?.map(logitsOf)];
        if (logits) monitor.observe(features, { logits });
        else monitor.observe(features);
        features.dispose();
        await monitor.idle();
      };
      let height = 2;
      const row = () => [1, height++];
      const bad = [Number.NaN, 2];
      // Partial, with a rejected row in a batch: its logits must not stay.
      await observe([row(), bad, row()], [0.6, 0.99, 0.7]);
      await observe([row(), row()], [0.8, 0.9]);
      // The window is full: this one goes to the backend unseen.
      await observe([bad], [0.99]);
      await observe([row()], [0.8]);
      // A row without logits, and one whose logits say nothing.
      await observe([row()]);
      await observe([row()], [Number.NaN]);
      // Another number of rows, then more rows than the window holds.
      await observe([row(), row()], [0.9]);
      await observe([row(), row(), row(), row(), row()], [0.99, 0.6, 0.6, 0.7, 0.7]);
      return { steps, errors, dropped: monitor.status.dropped };
    }, compute);
    const expected = [
      [(0.6 + 0.7 + 0.8 + 0.9) / 4, 4],
      [(0.7 + 0.8 + 0.9 + 0.8) / 4, 4],
      [(0.8 + 0.9 + 0.8) / 3, 3],
      [(0.9 + 0.8) / 2, 2],
      [(0.6 + 0.6 + 0.7 + 0.7) / 4, 4],
    ] as const;
    expect(steps).toHaveLength(expected.length);
    steps.forEach(({ mean, rows }, index) => {
      const [expectedMean, expectedRows] = expected[index]!;
      expect(rows).toBe(expectedRows);
      expect(mean).toBeCloseTo(expectedMean, 6);
    });
    expect(errors).toHaveLength(4);
    expect(errors[2]).toMatch(/^InvalidFeaturesError: logits: 1 of 1 rows/);
    expect(errors[3]).toMatch(/^InvalidFeaturesError: logits: 1 rows of 2 came.*2 feature rows/);
    expect(dropped).toBe(0);
  });
}

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`100 samples with secondary detectors take no tensor and no byte on ${backend}`, async ({
    openLab,
  }) => {
    const page = await openLab(backend);
    const memory = await page.evaluate(async (place) => {
      const { tf, drift, gaussianRows, tinyModel } = window.lab;
      const model = await tinyModel();
      const inputs = gaussianRows(1, 40, 8).map((row) => tf.tensor2d([row]));
      const before = tf.memory();
      const reference = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
      const fitted = tf.memory();
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 8,
        permutations: 99,
        compute: place,
        secondary: { features: 'fdr' },
      });
      const watched = monitor.wrap(model, { featureNode: 'features' });
      const watch = async (count: number) => {
        for (let i = 0; i < count; i++) {
          const logits = tf.tidy(() => watched.predict(inputs[i % 40]!) as Tensor);
          await logits.data();
          logits.dispose();
          tf.dispose(watched.execute(inputs[i % 40]!, 'features'));
          await monitor.idle();
          const rows = tf.ones([2, 6]);
          const logitRows = tf.ones([i % 10 === 0 ? 1 : 2, 3]);
          if (i % 5 === 0) monitor.observe(rows, { logits: logitRows });
          tf.dispose([rows, logitRows]);
          await monitor.idle();
        }
      };
      monitor.on('error', () => {});
      await watch(20);
      const warm = tf.memory();
      await watch(100);
      const steady = tf.memory();
      // Some wait, one is under way.
      for (const input of inputs.slice(0, 4)) tf.dispose(watched.predict(input));
      await monitor.dispose();
      const { lastVerdict } = monitor.status;
      return { before, fitted, warm, steady, after: tf.memory(), found: lastVerdict?.secondary };
    }, backend);
    expect(memory.fitted.numTensors).toBe(memory.before.numTensors);
    expect(memory.steady).toEqual(memory.warm);
    expect(memory.after.numTensors).toBe(memory.before.numTensors);
    expect(memory.after.numBytes).toBe(memory.before.numBytes);
    expect(memory.found).toMatchObject({ entropy: { rows: 8 }, features: { correction: 'fdr' } });
  });
}
