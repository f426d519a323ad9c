import { expect, test } from '../support/labTest.js';

test('a wrapped LayersModel answers the same by every way of calling it', async ({ openLab }) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinySequential } = window.lab;
    type Result = ReturnType<typeof tf.ones> | ReturnType<typeof tf.ones>[];
    const model = tinySequential();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize: 600,
      policy: drift.pValuePolicy(),
    });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const wrapped: typeof model = monitor.wrap(model, { featureLayer: 'features' });
    const input = tf.tensor2d(gaussianRows(2, 70, 8));
    const [features] = [model.getLayer('features').output].flat();
    const answers = async (of: typeof model) => {
      const { name } = of.outputs[0]!;
      const results = [
        of.predict(input),
        of.predict(input, { batchSize: 7 }),
        of.predictOnBatch(input),
        of.apply(input),
        of.execute(input, name),
        of.execute(input, [name]),
        of.execute(input, [features!.name, name]),
        tf.tidy(() => of.predict(input)),
      ] as Result[];
      const values = await Promise.all(
        results.map((one) =>
          Array.isArray(one) ? Promise.all(one.map((tensor) => tensor.array())) : one.array(),
        ),
      );
      tf.dispose(results);
      return values;
    };
    const bare = await answers(model);
    const before = tf.memory().numTensors;
    const watched = await answers(wrapped);
    await monitor.idle();
    return {
      bare,
      watched,
      errors,
      samples: monitor.status.samples,
      leaked: tf.memory().numTensors - before,
      rows: monitor.window.rows().map((row) => [...row]),
      isSameKind: wrapped instanceof model.constructor && wrapped.layers === model.layers,
    };
  });
  expect(result.errors).toEqual([]);
  expect(result.watched).toEqual(result.bare);
  expect(result.samples).toBe(8 * 70);
  const [features] = result.bare[6] as number[][][];
  expect(result.rows.slice(-70)).toEqual(features);
  expect(result.isSameKind).toBe(true);
  expect(result.leaked).toBe(0);
});

test('layers before several outputs, of any input size, and in nested models are watched', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyImageModel, tinyTransferModel } = window.lab;
    const rowsOf = async (
      model: object,
      featureLayer: string,
      width: number,
      calls: () => void,
    ) => {
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, width));
      const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 9 });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      watched = monitor.wrap(model as typeof watched, { featureLayer });
      calls();
      await monitor.idle();
      const rows = monitor.window.rows().map((row) => [...row]);
      await monitor.dispose();
      return { rows, errors };
    };
    const image = tinyImageModel();
    let watched = image;
    const sizes = [tf.ones([1, 9, 7, 3]), tf.ones([2, 4, 5, 3])];
    const answers: unknown[] = [];
    const onImages = () => {
      for (const input of sizes) answers.push(watched.predict(input));
    };
    const pooled = await rowsOf(image, 'pool', 5, onImages);
    const averaged = await rowsOf(image, 'map', 5, onImages);
    const outputs = await rowsOf(image, 'quality', 1, onImages);
    const values = (of: unknown) =>
      Promise.all((of as ReturnType<typeof tf.ones>[]).map((tensor) => tensor.array()));
    const bare = await Promise.all(sizes.map((input) => values(image.predict(input))));
    const given = await Promise.all(answers.map(values));
    const transfer = tinyTransferModel();
    const input = tf.ones([1, 8]);
    const onRows = () => watched.predict(input);
    const inside = await rowsOf(transfer, 'inside', 6, onRows);
    const base = await rowsOf(transfer, 'base', 6, onRows);
    return { pooled, averaged, outputs, bare, given, inside, base };
  });
  const { pooled, averaged, outputs, bare, given, inside, base } = result;
  expect(given).toEqual([...bare, ...bare, ...bare]);
  expect(pooled.errors).toEqual([]);
  expect(pooled.rows).toHaveLength(3);
  expect(averaged.rows).toHaveLength(3);
  averaged.rows.flat().forEach((value, at) => {
    expect(value).toBeCloseTo(pooled.rows.flat()[at]!, 6);
  });
  expect(outputs.rows).toEqual((bare as number[][][][]).flatMap(([, quality]) => quality));
  expect(inside.rows).toHaveLength(1);
  expect(base).toEqual(inside);
});

test('a reference of a LayersModel agrees with features by hand, and knows its model', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { tf, tfLayers, drift, gaussianRows, tinySequential } = window.lab;
    const model = tinySequential();
    const inputs = gaussianRows(3, 30, 8).map((row) => tf.tensor1d(row));
    const options = {
      featureLayer: 'features',
      preprocess: (row: ReturnType<typeof tf.ones>) => tf.expandDims(row),
      preprocessing: 'rows as they are',
    };
    const before = tf.memory().numTensors;
    const fitted = await drift.Reference.fit(model, inputs, options);
    const leaked = tf.memory().numTensors - before;
    const extractor = tfLayers.model({
      inputs: model.inputs,
      outputs: model.getLayer('features').output,
    });
    const batch = tf.stack(inputs) as ReturnType<typeof tf.tensor2d>;
    const features = extractor.predict(batch) as typeof batch;
    const classes = (await (model.predict(batch) as typeof batch).array()) as number[][];
    const byHand = await drift.Reference.fromFeatures(features);
    const sigmoid = await drift.Reference.fit(tinySequential('sigmoid'), inputs, options);

    const watch = async (reference: typeof byHand, given: object = {}) => {
      const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 4 });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const watched = monitor.wrap(model, { featureLayer: 'features', ...given });
      for (const row of inputs.slice(0, 4)) tf.dispose(watched.predict(tf.expandDims(row)));
      await monitor.idle();
      const { lastVerdict, state } = monitor.status;
      await monitor.dispose();
      return { errors, state, mmd2: lastVerdict?.mmd2 };
    };
    const observed = new drift.DriftMonitor({
      sampling: 'independent',
      reference: byHand,
      windowSize: 4,
    });
    observed.observe(tf.slice(features, 0, 4));
    await observed.idle();
    const changed = tinySequential();
    changed.setWeights(changed.getWeights().map((weight) => tf.mul(weight, 1.5)));
    return {
      same: fitted.id === byHand.id,
      leaked,
      confidence: fitted.outputs && [...fitted.outputs.confidence],
      largest: classes.map((row) => Math.max(...row)),
      sigmoid: sigmoid.outputs,
      identity: fitted.model,
      right: await watch(fitted, { preprocessing: 'rows as they are' }),
      byHand: observed.status.lastVerdict?.mmd2,
      otherPreprocessing: await watch(fitted, { preprocessing: 'rows of [0, 1]' }),
      otherWeights: await watch(await drift.Reference.fit(changed, inputs, options)),
      otherLogits: await watch(fitted, { logitsLayer: 'features' }),
    };
  });
  expect(result.same).toBe(true);
  expect(result.leaked).toBe(0);
  result.confidence?.forEach((value, row) => {
    expect(value).toBeCloseTo(result.largest[row]!, 5);
  });
  expect(result.confidence).toHaveLength(30);
  expect(result.sigmoid).toBeUndefined();
  expect(result.identity).toMatchObject({ featureNode: 'features', logitsNode: 'classes' });
  expect(result.right.errors).toEqual([]);
  expect(result.right.mmd2).toBe(result.byHand);
  const { otherPreprocessing, otherWeights, otherLogits } = result;
  expect(otherPreprocessing.state).toBe('suspended');
  expect(otherPreprocessing.errors[0]).toMatch(
    /^ReferenceMismatchError: .*preprocessing 'rows as they are' against 'rows of \[0, 1\]'/,
  );
  expect(otherWeights.errors[0]).toMatch(
    /^ReferenceMismatchError: .*other weights in 'features\/kernel', 'classes\/kernel'\./,
  );
  expect(otherLogits.errors[0]).toMatch(/logitsNode 'classes' against 'features'/);
});

test("a LayersModel's own errors stay its own, and what cannot be watched is named", async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, failure, tinySequential, tinyImageModel } = window.lab;
    const model = tinySequential();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 6));
    const monitor = new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 4 });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const refusals = [
      await failure(() => monitor.wrap(model)),
      await failure(() => monitor.wrap(model, { featureLayer: 'faetures' })),
      await failure(() => monitor.wrap(tinyImageModel(), { featureLayer: 'twice' })),
    ];
    const wrapped = monitor.wrap(model, { featureLayer: 'features' });
    const mistakes = (of: typeof model) => [
      () => of.predict(tf.zeros([1, 5])),
      () => of.execute(tf.zeros([1, 8]), 'no such tensor'),
      () => of.predict(tf.zeros([1, 8]), { batchSize: -1 }),
    ];
    const all = async (of: typeof model) => {
      const failures = [];
      for (const mistake of mistakes(of)) failures.push(await failure(mistake));
      return failures;
    };
    const bare = await all(model);
    const watched = await all(wrapped);
    wrapped.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await wrapped.fit(tf.ones([4, 8]), tf.ones([4, 3]), { epochs: 1, verbose: 0 });
    wrapped.predict(tf.zeros([1, 8]));
    await monitor.idle();
    monitor.unwrap();
    wrapped.predict(tf.zeros([1, 8]));
    await monitor.idle();
    return { refusals, bare, watched, errors, samples: monitor.status.samples };
  });
  const [unnamed, misspelt, twice] = result.refusals;
  expect(unnamed).toMatch(/^InvalidOptionError: featureLayer: .*none came.*candidateLayers/);
  expect(misspelt).toMatch(/^InvalidOptionError: featureLayer: .*'faetures'.*classes, dropout/);
  expect(twice).toMatch(/^InvalidOptionError: featureLayer: .*'twice' is used 2 times/);
  expect(result.bare).not.toContain('nothing');
  expect(result.watched).toEqual(result.bare);
  expect(result.errors).toEqual([]);
  expect(result.samples).toBe(1);
});

test('candidates begin with the layer before the logits', async ({ openLab }) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { drift, layers, converter, failure, tinyModel, tinySequential, tinyImageModel } =
      window.lab;
    const mobilenet = await converter.loadGraphModel('/models/mobilenet_v1_1.0_224/model.json');
    return {
      sequential: layers.candidateLayers(tinySequential()),
      image: layers.candidateLayers(tinyImageModel()),
      graph: layers.candidateLayers(await tinyModel()),
      mobilenet: layers.candidateLayers(mobilenet).slice(0, 2),
      refusal: await failure(() => layers.candidateLayers({})),
      hasErrors: drift.InvalidOptionError !== undefined,
    };
  });
  expect(result.sequential).toEqual([{ name: 'features', kind: 'Dense', width: 6 }]);
  expect(result.image.map(({ name }) => name)).toContain('pool');
  expect(result.graph).toEqual([{ name: 'features', kind: 'MatMul', width: 6 }]);
  expect(result.mobilenet[0]).toMatchObject({
    name: 'module_apply_default/MobilenetV1/Logits/global_pool',
    width: 1024,
  });
  expect(result.refusal).toMatch(/^InvalidOptionError: model: .*Object came/);
});
