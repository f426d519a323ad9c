import { expect, test } from '../support/labTest.js';

test('a wrapped MobileNet answers the same, in one forward pass each', async ({ openLab }) => {
  const page = await openLab('wasm');
  const result = await page.evaluate(async () => {
    const { drift, mobilenet, gaussianRows, loadPhotoSet } = window.lab;
    const modelUrl = '/models/mobilenet_v1_1.0_224/model.json';
    const model = await mobilenet.loadMobileNet({ modelUrl });
    const photos = await loadPhotoSet('/photos/cifar10');
    const { model: graph } = model as unknown as {
      model: { execute: (...of: unknown[]) => unknown };
    };
    const execute = graph.execute.bind(graph);
    let passes = 0;
    graph.execute = (...args) => {
      passes++;
      return execute(...args);
    };
    const answers = async (of: typeof model) => {
      const before = passes;
      const photo = photos.photo(3);
      const classes = await of.classify(photo, 5);
      const tensors = [of.infer(photo), of.infer(photo, true)];
      const values = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
      for (const tensor of tensors) tensor.dispose();
      return { classes, values, passes: passes - before };
    };
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 1024));
    const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 4 });
    const watched = monitor.wrap(model);
    const bare = await answers(model);
    const fromWatched = await answers(watched);
    await monitor.idle();
    const rows = monitor.window.rows().map((row) => [...row]);
    return { bare, fromWatched, rows };
  });
  expect(result.bare.passes).toBe(3);
  expect(result.fromWatched).toEqual(result.bare);
  const [, embedding] = result.bare.values;
  expect(embedding).toHaveLength(1024);
  expect(result.rows).toEqual([embedding, embedding, embedding]);
});

test('a MobileNet with another input range is not the one of the reference', async ({
  openLab,
}) => {
  const page = await openLab('wasm');
  const { preprocessing, error } = await page.evaluate(async () => {
    const { drift, mobilenet, loadPhotoSet } = window.lab;
    const modelUrl = '/models/mobilenet_v1_1.0_224/model.json';
    const photos = await loadPhotoSet('/photos/cifar10');
    const right = await mobilenet.loadMobileNet({ modelUrl });
    const given = Array.from({ length: 4 }, (_, index) => photos.photo(index));
    const reference = await drift.Reference.fit(right, given);
    const policy = drift.pValuePolicy();
    const options = { reference, windowSize: 2, sampling: 'independent', policy } as const;
    const monitor = new drift.DriftMonitor(options);
    const error = new Promise<string>((resolve) => {
      monitor.on('error', (said) => resolve(String(said)));
    });
    const other = await mobilenet.loadMobileNet({ modelUrl, inputRange: [-1, 1] });
    monitor.wrap(other);
    return { preprocessing: reference.preprocessing, error: await error };
  });
  expect(preprocessing).toBe('resize 224, [0, 1]');
  expect(error).toMatch(
    /^ReferenceMismatchError: .*preprocessing 'resize 224, \[0, 1\]' against 'resize 224, \[-1, 1\]'/,
  );
});

test('a wrapped GraphModel answers the same by every way of calling it', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { bare, watched, samples, batchRows, isSameKind } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const policy = drift.pValuePolicy();
    const options = { sampling: 'independent', reference, windowSize: 100, policy } as const;
    const monitor = new drift.DriftMonitor(options);
    const wrapped = monitor.wrap(model, { featureNode: 'features' });
    const input = tf.tensor2d(gaussianRows(2, 3, 8));
    const answers = async (of: typeof model) => {
      const results = [
        of.predict(input),
        await of.predictAsync(input),
        of.execute(input),
        of.execute({ x: input }, 'logits'),
        of.execute(input, ['logits', 'features']),
        // The watched node, alone and by its other name.
        of.execute(input, 'features'),
        of.execute(input, ['features:0', 'logits']),
        of.execute(input, ['features', 'features']),
        await of.executeAsync(input, ['features', 'logits']),
        tf.tidy(() => of.predict(input)),
      ];
      return Promise.all(
        results.map(async (result) =>
          Array.isArray(result)
            ? Promise.all(result.map((tensor) => tensor.array()))
            : (result as ReturnType<typeof tf.tensor2d>).array(),
        ),
      );
    };
    const bare = await answers(model);
    const watched = await answers(wrapped);
    await monitor.idle();
    return {
      bare,
      watched,
      samples: monitor.status.samples,
      batchRows: monitor.window.rows().map((row) => [...row]),
      isSameKind: wrapped instanceof model.constructor && wrapped.constructor === model.constructor,
    };
  });
  expect(watched).toEqual(bare);
  expect(samples).toBe(30);
  expect(batchRows.slice(0, 3)).toEqual(bare[5]);
  expect(isSameKind).toBe(true);
});

test('a wrapped GraphModel agrees with its features by hand', async ({ openLab }) => {
  const page = await openLab('cpu');
  const [wrapped, byHand] = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const input = tf.tensor2d(gaussianRows(2, 4, 8));
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const verdict = async (feed: (monitor: InstanceType<typeof drift.DriftMonitor>) => void) => {
      const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 4 });
      feed(monitor);
      await monitor.idle();
      const { mmd2, pValue, samples } = monitor.status.lastVerdict!;
      return { mmd2, pValue, samples };
    };
    return [
      await verdict((monitor) => monitor.wrap(model, { featureNode: 'features' }).predict(input)),
      await verdict((monitor) => monitor.observe(model.execute(input, 'features') as typeof input)),
    ];
  });
  expect(wrapped).toEqual(byHand);
  expect(wrapped!.samples).toBe(4);
});

test("the app's own error stays the app's, and the monitor goes on", async ({ openLab }) => {
  const page = await openLab('cpu');
  const { bare, watched, errors, samples } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel, failure } = window.lab;
    const model = await tinyModel();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 4 });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const wrapped = monitor.wrap(model, { featureNode: 'features' });
    const mistakes = (of: typeof model) => [
      () => of.predict(tf.zeros([1, 5])),
      () => of.execute(tf.zeros([1, 8]), 'no such node'),
      () => of.executeAsync(tf.zeros([1, 8]), 'no such node'),
    ];
    const all = async (of: typeof model) => {
      const failures = [];
      for (const mistake of mistakes(of)) failures.push(await failure(mistake));
      return failures;
    };
    const bare = await all(model);
    const watched = await all(wrapped);
    wrapped.predict(tf.zeros([1, 8]));
    await monitor.idle();
    return { bare, watched, errors, samples: monitor.status.samples };
  });
  expect(bare).not.toContain('nothing');
  expect(watched).toEqual(bare);
  expect(errors).toEqual([]);
  expect(samples).toBe(1);
});

test('a model that cannot be watched still answers, and the reason is told', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel, failure } = window.lab;
    const model = await tinyModel();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 4 });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const refusals = [
      await failure(() => monitor.wrap({ predict: () => 1 })),
      await failure(() => monitor.wrap(model)),
      await failure(() => monitor.wrap(model, { featureNode: 'fetures' })),
    ];
    const execute = model.execute.bind(model);
    // As a model does whose graph was replaced under the monitor.
    model.execute = (inputs, outputs) => {
      if ([outputs].flat().includes('features')) throw new Error('no node of that name');
      return execute(inputs, outputs);
    };
    const watched = monitor.wrap(model, { featureNode: 'features' });
    refusals.push(await failure(() => monitor.wrap(model, { featureNode: 'features' })));
    const answer = watched.predict(tf.ones([1, 8])) as ReturnType<typeof tf.tensor2d>;
    return {
      refusals,
      errors,
      answer: await answer.array(),
      bare: await (model.predict(tf.ones([1, 8])) as typeof answer).array(),
    };
  });
  expect(result.answer).toEqual(result.bare);
  expect(result.errors).toEqual([
    'DriftError: The features of an input got lost: no node of that name',
  ]);
  const [unknown, unnamed, misspelt, twice] = result.refusals;
  expect(unknown).toMatch(
    /^InvalidOptionError: model: .*GraphModel or a LayersModel was expected, Object came/,
  );
  expect(unnamed).toMatch(/^InvalidOptionError: featureNode: .*none came/);
  expect(misspelt).toMatch(/^InvalidOptionError: featureNode: .*'fetures'.*features, logits/);
  expect(twice).toMatch(/^InvalidOptionError: .*unwrap/);
});
