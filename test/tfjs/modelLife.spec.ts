import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { tinySequential } from '../../e2e/lab/tinyLayersModel.js';
import { tinyModel } from '../../e2e/lab/tinyModel.js';
import { tappable } from '../../src/tfjs/models/tappable.js';
import { LosableBackend, onLosable } from '../support/losableBackend.js';
import '../support/tapped.js';

const kinds = {
  'a GraphModel': async () => {
    const model = await tinyModel();
    return { model, source: tappable(model, { featureNode: 'features' }) };
  },
  'a LayersModel': async () => {
    const model = tinySequential();
    return { model, source: tappable(model, { featureLayer: 'features' }) };
  },
};

const predict = ({ model }: { model: { predict(x: tf.Tensor): unknown } }) =>
  tf.dispose(model.predict(tf.ones([1, 8])) as tf.Tensor);

for (const [name, make] of Object.entries(kinds)) {
  test(`${name} lives until it is disposed of, and asking takes nothing`, async () => {
    const one = await make();
    const before = tf.memory();
    expect(one.source.isAlive()).toBe(true);
    expect(tf.memory()).toEqual(before);
    predict(one);
    expect(one.source.isAlive()).toBe(true);
    one.model.dispose();
    expect(one.source.isAlive()).toBe(false);
  });

  test(`${name} is dead after tfjs forgot its weights`, async () => {
    const one = await make();
    predict(one);
    if (name === 'a LayersModel') {
      const variables = await make();
      tf.disposeVariables();
      expect(variables.source.isAlive()).toBe(false);
    }
    tf.engine().reset();
    await tf.setBackend('cpu');
    expect(one.source.isAlive()).toBe(false);
    expect((await make()).source.isAlive()).toBe(true);
  });

  for (const kind of ['webgpu', 'webgl'] as const) {
    test(`${name} is dead with its ${kind} backend, and stays so where the app goes on`, async () => {
      await onLosable(kind, async (backend) => {
        const one = await make();
        predict(one);
        expect(one.source.isAlive()).toBe(true);
        backend.lose();
        await null;
        expect(one.source.isAlive()).toBe(false);
        await tf.setBackend('cpu');
        // tfjs moves the weights, as they are read from what is lost.
        predict(one);
        expect(one.source.isAlive()).toBe(false);
      });
    });

    test(`${name} goes on where the app left ${kind} while it was there`, async () => {
      await onLosable(kind, async (backend) => {
        const one = await make();
        predict(one);
        await tf.setBackend('cpu');
        expect(one.source.isAlive()).toBe(true);
        predict(one);
        expect(one.source.isAlive()).toBe(true);
        backend.lose();
        await null;
        expect(one.source.isAlive()).toBe(true);
      });
    });
  }

  test(`${name} is dead when its backend is removed or made anew`, async () => {
    await onLosable('webgpu', async () => {
      const one = await make();
      predict(one);
      tf.removeBackend('webgpu');
      expect(one.source.isAlive()).toBe(false);
      const another = new LosableBackend('webgpu');
      tf.registerBackend('webgpu', () => another);
      await tf.setBackend('webgpu');
      expect(one.source.isAlive()).toBe(false);
    });
  });
}

test('a model trained on, or given other weights, is alive', async () => {
  const model = tinySequential();
  const source = tappable(model, { featureLayer: 'features' });
  model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 2)));
  expect(source.isAlive()).toBe(true);
});
