import { expect, test } from '../support/labTest.js';

test('passes without await, in a tidy, keep their order and their features', async ({
  openLab,
}) => {
  const page = await openLab('webgpu');
  const { expected, rows, atOnce, tensors } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(2, 12, 8).map((row) => tf.tensor2d([row]));
    const expected = [];
    for (const input of inputs) {
      const features = model.execute(input, 'features') as typeof input;
      expected.push((await features.array())[0]);
      features.dispose();
    }
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize: 12,
      permutations: 19,
      policy: drift.pValuePolicy(),
    });
    const watched = monitor.wrap(model, { featureNode: 'features' });
    const before = tf.memory().numTensors;
    for (const [index, input] of inputs.entries()) {
      const inTidy = () => tf.softmax(watched.predict(input) as typeof input);
      if (index % 2 === 0) tf.dispose(tf.tidy(inTidy));
      else tf.dispose(watched.execute(input, ['logits', 'features']));
      // The app may dispose of its input at once, too.
      input.dispose();
    }
    const atOnce = monitor.status.samples;
    await monitor.idle();
    const rows = monitor.window.rows().map((row) => [...row]);
    return { expected, rows, atOnce, tensors: tf.memory().numTensors - before + inputs.length };
  });
  expect(atOnce).toBe(0);
  expect(rows).toEqual(expected);
  expect(tensors).toBe(0);
});

test('asynchronous passes count in the order of their calls, whichever ends first', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { expected, rows, errors } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(2, 6, 8).map((row) => tf.tensor2d([row]));
    const expected = [];
    for (const input of inputs) {
      expected.push((await (model.execute(input, 'features') as typeof input).array())[0]);
    }
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 9,
    });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const watched = monitor.wrap(model, { featureNode: 'features' });
    // As a model with control flow may be, whose passes take longer for some inputs.
    const executeAsync = model.executeAsync.bind(model);
    const ends: (() => void)[] = [];
    const over = inputs.map((_, pass) => new Promise<void>((resolve) => (ends[pass] = resolve)));
    let passes = 0;
    model.executeAsync = async (...args) => {
      const pass = passes++;
      // Each ends after the one that was called next.
      await over[pass + 1];
      try {
        if (pass === 1) throw new Error('the second pass fails');
        return await executeAsync(...args);
      } finally {
        ends[pass]?.();
      }
    };
    const under = inputs.map((input) => watched.predictAsync(input));
    await Promise.all(under);
    await monitor.idle();
    return { expected, rows: monitor.window.rows().map((row) => [...row]), errors };
  });
  expect(errors).toEqual(['DriftError: The features of an input got lost: the second pass fails']);
  expect(rows).toEqual(expected.filter((_, pass) => pass !== 1));
});

test('more samples than can be taken in cost the oldest ones, and are counted', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { status, last } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 1));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 4,
      permutations: 19,
    });
    for (let index = 0; index < 70; index++) monitor.observe([[index]]);
    await monitor.idle();
    return { status: monitor.status, last: monitor.window.rows().map(([value]) => value) };
  });
  expect(last).toEqual([66, 67, 68, 69]);
  expect(status).toMatchObject({ samples: 64, dropped: 6 });
});

test('a sample is never left behind, whenever after a verdict it comes', async ({ openLab }) => {
  const page = await openLab('cpu');
  const samples = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 2));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 2,
      permutations: 9,
    });
    const rows = gaussianRows(2, 62, 2);
    for (const row of rows.splice(0, 2)) monitor.observe([row]);
    await monitor.idle();
    const samples: number[] = [];
    for (let steps = 0; steps < 30; steps++) {
      const [first, second] = rows.splice(0, 2) as [number[], number[]];
      const late = new Promise<void>((resolve) => {
        const off = monitor.on('verdict', async () => {
          off();
          for (let step = 0; step < steps; step++) await null;
          monitor.observe([second]);
          resolve();
        });
      });
      monitor.observe([first]);
      await late;
      await monitor.idle();
      samples.push(monitor.status.samples);
    }
    return samples;
  });
  expect(samples).toEqual(Array.from({ length: 30 }, (_, index) => 4 + 2 * index));
});

test('same seed and data, same verdicts; another seed, other p-values', async ({ openLab }) => {
  const page = await openLab('webgpu');
  const [first, second, otherSeed] = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
    const run = async (seed: number) => {
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 6,
        permutations: 199,
        seed,
        compute: 'webgpu',
      });
      const verdicts: [string, number, number][] = [];
      monitor.on('verdict', ({ state, mmd2, pValue }) => verdicts.push([state, mmd2!, pValue!]));
      for (const row of gaussianRows(2, 16, 4, 0.4)) {
        const tensor = tf.tensor2d([row]);
        monitor.observe(tensor);
        tensor.dispose();
        await monitor.idle();
      }
      await monitor.dispose();
      return verdicts;
    };
    return [await run(3), await run(3), await run(4)] as const;
  });
  expect(first).toHaveLength(11);
  expect(second).toEqual(first);
  const pValues = (verdicts: typeof first) => verdicts.map(([, , pValue]) => pValue);
  expect(pValues(otherSeed)).not.toEqual(pValues(first));
});

test("the monitor changes neither the app's backend nor its flags", async ({ openOwnLab }) => {
  const page = await openOwnLab('webgl');
  const [before, after] = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const state = () =>
      JSON.stringify([tf.getBackend(), tf.engine().backendNames(), tf.env()['flags']]);
    const model = await tinyModel();
    const inputs = gaussianRows(1, 20, 8).map((row) => tf.tensor2d([row]));
    // Flags are evaluated when they are first looked at, so the app's own pass comes first.
    tf.dispose(inputs.map((input) => model.predict(input)));
    for (const flag of Object.keys(tf.env()['flagRegistry'])) await tf.env().getAsync(flag);
    const before = state();
    const reference = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 2,
      compute: 'auto',
    });
    const watched = monitor.wrap(model, { featureNode: 'features' });
    for (const input of inputs.slice(0, 4)) {
      watched.predict(input);
      await monitor.idle();
    }
    await drift.mmdTest(gaussianRows(2, 8, 3), gaussianRows(3, 8, 3));
    if (monitor.status.tests !== 3) throw new Error(JSON.stringify(monitor.status));
    await monitor.dispose();
    return [before, state()];
  });
  expect(after).toBe(before);
});
