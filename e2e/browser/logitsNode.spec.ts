import { expect, test } from '../support/labTest.js';

test('logits are found before a softmax, and under the name given', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { outputs, expected, refusal, predictions } = await page.evaluate(async () => {
    const { tf, converter, drift, gaussianRows, tinyModel, tinyModelFile, failure } = window.lab;
    const tensorInfo = (name: string) => ({ name, dtype: 'DT_FLOAT' });
    const signature = {
      inputs: { x: tensorInfo('x:0') },
      outputs: { scores: tensorInfo('output:0') },
    };
    const ended = (op: string, rest: object = {}) => {
      const file = { ...tinyModelFile(), ...rest };
      const { node } = file.modelTopology as { node: object[] };
      const attr = { T: { type: 'DT_FLOAT' } };
      node.push({ name: 'end', op, input: ['logits'], attr });
      node.push({ name: 'output', op: 'Identity', input: ['end'], attr });
      return converter.loadGraphModel(tf.io.fromMemory(file));
    };
    const inputs = gaussianRows(1, 12, 8).map((row) => tf.tensor2d([row]));
    const fit = async (model: Awaited<ReturnType<typeof tinyModel>>, logitsNode?: string) => {
      const options = { featureNode: 'features', logitsNode };
      const { outputs } = await drift.Reference.fit(model, inputs, options);
      return outputs && [...outputs.confidence];
    };
    const plain = await tinyModel();
    const largest = await Promise.all(
      inputs.map(async (input) =>
        tf
          .tidy(() => tf.max(tf.softmax(plain.predict(input) as ReturnType<typeof tf.ones>)))
          .data(),
      ),
    );
    const softmax = await ended('Softmax');
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference: await drift.Reference.fit(softmax, inputs, { featureNode: 'features' }),
      windowSize: 4,
      secondary: {},
    });
    const watched = monitor.wrap(softmax, { featureNode: 'features' });
    const answer = async (model: typeof softmax) => {
      const output = model.predict(inputs[0]!) as ReturnType<typeof tf.ones>;
      return [...(await output.data())];
    };
    return {
      outputs: {
        plain: await fit(plain),
        softmax: await fit(softmax),
        // Here the output goes by another name than its node.
        signed: await fit(await ended('Softmax', { signature })),
        sigmoid: await fit(await ended('Sigmoid')),
        named: await fit(await ended('Sigmoid'), 'logits'),
      },
      expected: largest.map(([value]) => value!),
      refusal: await failure(() => fit(plain, 'logit')),
      predictions: [await answer(softmax), await answer(watched)],
    };
  });
  for (const name of ['plain', 'softmax', 'signed', 'named'] as const) {
    expect(outputs[name]).toHaveLength(12);
    outputs[name]?.forEach((value, row) => {
      expect(value).toBeCloseTo(expected[row]!, 6);
    });
  }
  expect(outputs.sigmoid).toBeUndefined();
  expect(refusal).toMatch(/^InvalidOptionError: logitsNode: .*'logit'.*features, logits/);
  expect(predictions[1]).toEqual(predictions[0]);
});
