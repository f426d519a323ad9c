import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { tinySequential } from '../../e2e/lab/tinyLayersModel.js';
import { tinyModel } from '../../e2e/lab/tinyModel.js';
import { tappable } from '../../src/tfjs/models/tappable.js';
import { hearingTap, rowsOf, tensorsOf } from '../support/tapped.js';

/** The model, and the name of its features. */
const kinds = {
  'a GraphModel': async () => ({ model: await tinyModel(), names: { featureNode: 'features' } }),
  'a LayersModel': async () => ({
    model: tinySequential(),
    names: { featureLayer: 'features' },
  }),
};

type Predicting = { predict(x: tf.Tensor): unknown };

for (const [name, kind] of Object.entries(kinds)) {
  test(`${name}: the picture of each input is told before its features`, async () => {
    const { model, names } = await kind();
    const told: unknown[] = [];
    const tap = hearingTap({ onInput: (input) => told.push(input, tap.heard.passes.length) });
    let asked = 0;
    const image = () => `picture ${++asked}`;
    const watched: Predicting = tappable<object>(model, { ...names, image }).tap(tap) as never;
    const x = tf.ones([1, 8]);
    for (let pass = 0; pass < 3; pass++) tf.dispose(watched.predict(x) as tf.Tensor);
    expect(told).toEqual(['picture 1', 0, 'picture 2', 1, 'picture 3', 2]);
    expect(tap.heard.passes).toHaveLength(3);
    await rowsOf(tap.heard);

    tap.heard.isOpen = false;
    tf.dispose(watched.predict(x) as tf.Tensor);
    expect(asked).toBe(3);
    expect(tap.heard.errors).toEqual([]);
    x.dispose();
  });

  test(`${name}: a picture that cannot be given costs the input, not the app`, async () => {
    const { model, names } = await kind();
    const image = () => {
      throw new Error('no picture');
    };
    const tap = hearingTap({ onInput: () => {} });
    const watched: Predicting = tappable<object>(model, { ...names, image }).tap(tap) as never;
    const x = tf.ones([1, 8]);
    const expected = tf.tidy(() => ((model as Predicting).predict(x) as tf.Tensor).dataSync());
    const left = await tensorsOf(() => {
      const answer = watched.predict(x) as tf.Tensor;
      expect(answer.dataSync()).toEqual(expected);
      answer.dispose();
    });
    expect(left).toBe(0);
    expect(tap.heard.passes).toEqual([]);
    expect(tap.heard.errors).toEqual(['Error: no picture']);
    x.dispose();
  });
}

test('where nobody wants a picture none is asked for, and what is no function is refused', async () => {
  const { model, names } = await kinds['a LayersModel']();
  let asked = 0;
  const tap = hearingTap();
  const image = () => ++asked;
  const watched: Predicting = tappable<object>(model, { ...names, image }).tap(tap) as never;
  const x = tf.ones([1, 8]);
  tf.dispose([x, watched.predict(x) as tf.Tensor]);
  expect(asked).toBe(0);
  expect(await rowsOf(tap.heard)).toHaveLength(1);
  const wrong = { ...names, image: 'picture.png' as never };
  expect(() => tappable<object>(model, wrong)).toThrow(
    /^image: a function was expected, 'picture.png' came\./,
  );
});
