import { expect, test } from '../support/labTest.js';

test('pause, resume, unwrap and dispose start and stop watching', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { counts, states, sameAnswers, after } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 2,
      permutations: 19,
    });
    let passes = 0;
    const execute = model.execute.bind(model);
    const asked: number[] = [];
    model.execute = (inputs, outputs) => {
      passes++;
      asked.push([outputs].flat().length);
      return execute(inputs, outputs);
    };
    let watched = monitor.wrap(model, { featureNode: 'features' });
    const input = tf.tensor2d(gaussianRows(2, 1, 8));
    const expected = JSON.stringify(await (model.predict(input) as typeof input).array());
    const counts: number[] = [];
    const states: string[] = [];
    const sameAnswers: boolean[] = [];
    const pass = async () => {
      const answer = await (watched.predict(input) as typeof input).array();
      sameAnswers.push(JSON.stringify(answer) === expected);
      monitor.observe(gaussianRows(counts.length, 1, 6));
      await monitor.idle();
      counts.push(monitor.status.samples);
      states.push(monitor.status.state);
    };
    await pass();
    monitor.pause();
    await pass();
    monitor.resume();
    await pass();
    monitor.unwrap();
    await pass();
    watched = monitor.wrap(model, { featureNode: 'features' });
    await pass();
    await monitor.dispose();
    await monitor.dispose();
    await pass();
    return { counts, states, sameAnswers, after: { passes, asked } };
  });
  // Each pass gives one sample of the model and one observed; unwrapped, only the latter counts.
  expect(counts).toEqual([2, 2, 4, 5, 7, 7]);
  expect(states[1]).toBe('suspended');
  expect([states[0], states[2]]).not.toContain('suspended');
  expect(sameAnswers).toEqual([true, true, true, true, true, true]);
  expect(after.passes).toBe(7);
  // The bare model's own pass first; the feature node is asked for only while it is watched.
  expect(after.asked).toEqual([1, 2, 1, 2, 1, 2, 1]);
});

test('a pass that ends after pause or unwrap is not taken in', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { samples, leaked } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 4,
    });
    const input = tf.tensor2d(gaussianRows(2, 1, 8));
    const before = tf.memory().numTensors;
    for (const stop of [() => monitor.pause(), () => monitor.unwrap()]) {
      const watched = monitor.wrap(model, { featureNode: 'features' });
      const underWay = watched.executeAsync(input);
      stop();
      tf.dispose(await underWay);
      await monitor.idle();
      monitor.unwrap();
      monitor.resume();
    }
    return { samples: monitor.status.samples, leaked: tf.memory().numTensors - before };
  });
  expect(samples).toBe(0);
  expect(leaked).toBe(0);
});

test('the check of a model that is no longer watched does not stop the next', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { state, samples, errors, refused } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const [own, foreign] = [await tinyModel(1), await tinyModel(2)];
    const inputs = gaussianRows(1, 20, 8).map((row) => tf.tensor2d([row]));
    const reference = await drift.Reference.fit(own, inputs, { featureNode: 'features' });
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 4,
    });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    monitor.wrap(foreign, { featureNode: 'features' });
    monitor.unwrap();
    const watched = monitor.wrap(own, { featureNode: 'features' });
    // The same check for another monitor, begun later, is over: so is the one that does not count.
    const other = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 4,
    });
    const refused: string[] = [];
    other.on('error', (error) => refused.push(String(error)));
    other.wrap(foreign, { featureNode: 'features' }).predict(inputs[0]!);
    await other.idle();
    watched.predict(inputs[0]!);
    await monitor.idle();
    return { ...monitor.status, errors, refused };
  });
  expect(refused).toHaveLength(1);
  expect(errors).toEqual([]);
  expect(state).toBe('warming-up');
  expect(samples).toBe(1);
});
