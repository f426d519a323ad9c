import { expect, test } from '../support/labTest.js';

test('a change of mix is told from a change within a segment', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { calm, mixed, within, unknown, small, alarms } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    // Two products far apart, and a third with too few rows.
    const rows = [
      ...gaussianRows(1, 90, 4, 0),
      ...gaussianRows(2, 90, 4, 6),
      ...gaussianRows(3, 12, 4, -6),
    ];
    const labels = [
      ...Array(90).fill('cup'),
      ...Array(90).fill('plate'),
      ...Array(12).fill('fork'),
    ];
    const reference = await drift.Reference.fromFeatures(rows);
    const monitor = await drift.SegmentedMonitor.create({
      reference,
      labels,
      sampling: 'independent',
      falseAlarms: { perSamples: 10_000 },
    });
    const alarms: (string | undefined)[] = [];
    monitor.on('alarm', ({ segment }) => alarms.push(segment));
    const cups = (seed: number, count: number, mean = 0) => gaussianRows(seed, count, 4, mean);
    const plates = (seed: number, count: number) => gaussianRows(seed, count, 4, 6);
    const show = async (label: string, rows: number[][]) => {
      for (const row of rows) {
        monitor.observe([row], [label]);
        await monitor.idle();
      }
    };
    for (let i = 0; i < 24; i++) {
      await show('cup', cups(10 + i, 1));
      await show('plate', plates(50 + i, 1));
    }
    const calm = monitor.status;
    await show('cup', cups(100, 24));
    const mixed = monitor.status;
    await show('cup', cups(200, 16, 2));
    const within = monitor.status;
    await show('cup', cups(300, 60));
    await show('bowl', gaussianRows(400, 24, 4, 14));
    const unknown = monitor.status;
    const small = calm.segments.find(({ label }) => label === 'fork')!;
    await monitor.dispose();
    return { calm, mixed, within, unknown, small, alarms: alarms.slice(0, 2) };
  });
  expect(calm.change).toBeUndefined();
  expect(calm.overall.state).toBe('ok');
  expect(calm.segments.map(({ label, status }) => [label, status?.state])).toEqual([
    ['cup', 'ok'],
    ['plate', 'ok'],
    ['fork', undefined],
  ]);
  expect(small.reason).toBe('The reference has 12 rows of this segment; 40 would do.');
  expect(mixed.change).toBe('mix');
  expect(within.change).toBe('new');
  expect(unknown.change).toBe('unwatched');
  expect(alarms).toEqual([undefined, 'cup']);
});

test('segments by predicted class, in one pass and with the same answers', async ({ openLab }) => {
  const page = await openLab('wasm');
  const result = await page.evaluate(async () => {
    const { drift, gaussianRows, tinyModel, tf } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(1, 80, 8).map((row) => tf.tensor2d([row]));
    const reference = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
    const labelOf = (index: number) => (index === 0 ? 'first' : 'other');
    const predicted: string[] = [];
    for (const input of inputs) {
      const logits = model.predict(input) as typeof input;
      predicted.push(labelOf((await logits.argMax(1).data())[0]!));
    }
    const monitor = await drift.SegmentedMonitor.create({
      reference,
      labels: predicted,
      windowSize: 2,
      sampling: 'independent',
    });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const watched = monitor.wrap(model, { featureNode: 'features', labelOf });
    const same = [];
    for (const input of inputs.slice(0, 20)) {
      const [bare, seen] = [model.predict(input), watched.predict(input)] as (typeof input)[];
      same.push(JSON.stringify(await bare!.array()) === JSON.stringify(await seen!.array()));
      await monitor.idle();
    }
    await monitor.idle();
    const { overall, segments } = monitor.status;
    const expected = (label: string) => predicted.slice(0, 20).filter((l) => l === label).length;
    return {
      same,
      errors,
      overall: overall.samples,
      found: segments.map(({ label, status }) => [label, status?.samples ?? 0]),
      expected: segments.map(({ label, status }) => [label, status ? expected(label) : 0]),
    };
  });
  expect(result.errors).toEqual([]);
  expect(new Set(result.same)).toEqual(new Set([true]));
  expect(result.overall).toBe(20);
  expect(result.found).toEqual(result.expected);
  expect(result.found.some(([, samples]) => Number(samples) > 0)).toBe(true);
});

test('labels that do not fit are named', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { made, errors } = await page.evaluate(async () => {
    const { drift, gaussianRows, failure } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 4));
    const made = await failure(() =>
      drift.SegmentedMonitor.create({ reference, labels: ['a', 'b'], windowSize: 4 }),
    );
    const labels = Array(40).fill('a');
    const monitor = await drift.SegmentedMonitor.create({ reference, labels, windowSize: 4 });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    monitor.observe(gaussianRows(2, 2, 4), ['a']);
    await monitor.idle();
    return { made, errors };
  });
  expect(made).toMatch(/^InvalidOptionError: labels: one for each of the 40 rows.* 2 came/);
  expect(errors).toEqual([
    'InvalidFeaturesError: labels: one for each of the 2 rows was expected, 1 came.',
  ]);
});

test('rows are taken as they are when given, and a model is watched until it is unwrapped', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { samples, tensors, after } = await page.evaluate(async () => {
    const { drift, gaussianRows, tinyModel, tf } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(1, 60, 8).map((row) => tf.tensor2d([row]));
    const reference = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
    const monitor = await drift.SegmentedMonitor.create({
      reference,
      labels: Array(60).fill('all'),
      windowSize: 4,
      sampling: 'independent',
    });
    const row = [...reference.features.values.slice(0, reference.width)];
    monitor.observe(row, ['all']);
    row.fill(Number.NaN);
    tf.tidy(() => monitor.observe(tf.ones([1, reference.width]), ['all']));
    await monitor.idle();
    const samples = monitor.status.overall.samples;
    const before = tf.memory().numTensors;
    const options = { featureNode: 'features', labelOf: () => 'all' };
    const first = monitor.wrap(model, options);
    monitor.unwrap();
    const second = monitor.wrap(model, options);
    tf.dispose([first.predict(inputs[0]!), second.predict(inputs[1]!)]);
    await monitor.idle();
    const after = monitor.status.overall.samples;
    return {
      samples,
      after,
      tensors: tf.memory().numTensors - before,
    };
  });
  expect(samples).toBe(2);
  // The model that was wrapped first is bare again.
  expect(after).toBe(3);
  expect(tensors).toBe(0);
});

test('a model that the reference is not of is told, and its samples do not count', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { errors, samples, answer, bare } = await page.evaluate(async () => {
    const { drift, gaussianRows, tinyModel, tf } = window.lab;
    const inputs = gaussianRows(1, 60, 8).map((row) => tf.tensor2d([row]));
    const features = { featureNode: 'features' };
    const options = { ...features, labelOf: () => 'all' };
    const monitor = await drift.SegmentedMonitor.create({
      reference: await drift.Reference.fit(await tinyModel(1), inputs, features),
      labels: Array(60).fill('all'),
      windowSize: 4,
      sampling: 'independent',
    });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const other = await tinyModel(2);
    const watched = monitor.wrap(other, options);
    const valuesOf = (model: typeof other) =>
      (model.predict(inputs[0]!) as (typeof inputs)[0]).array();
    const answer = await valuesOf(watched);
    await monitor.idle();
    const { samples } = monitor.status.overall;
    return { errors, samples, answer, bare: await valuesOf(other) };
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^ReferenceMismatchError: .*other weights in 'first', 'second'\./);
  expect(samples).toBe(0);
  expect(answer).toEqual(bare);
});
