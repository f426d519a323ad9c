import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { tinySequential } from '../../e2e/lab/tinyLayersModel.js';
import { tinyModel } from '../../e2e/lab/tinyModel.js';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { tappable } from '../../src/tfjs/models/tappable.js';
import { errorOf, hearingTap, rowsOf, tensorsOf, withFault } from '../support/tapped.js';

const input = () => tf.tensor2d([[1, 2, 3, 4, 5, 6, 7, 8]]);
const boom = (): never => {
  throw new Error('ours');
};

interface Kind {
  readonly name: string;
  wrap(tap: ReturnType<typeof hearingTap>): Promise<{
    bare: (x: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>;
    watched: (x: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>;
  }>;
}

const graph = async (tap: ReturnType<typeof hearingTap>) => {
  const model = await tinyModel();
  return { model, watched: tappable(model, { featureNode: 'features' }).tap(tap) };
};

const kinds: readonly Kind[] = [
  {
    name: 'a GraphModel',
    async wrap(tap) {
      const { model, watched } = await graph(tap);
      return {
        bare: (x) => model.predict(x) as tf.Tensor,
        watched: (x) => watched.predict(x) as tf.Tensor,
      };
    },
  },
  {
    name: 'a GraphModel, asynchronous',
    async wrap(tap) {
      const { model, watched } = await graph(tap);
      return {
        bare: (x) => model.executeAsync(x) as Promise<tf.Tensor>,
        watched: (x) => watched.executeAsync(x) as Promise<tf.Tensor>,
      };
    },
  },
  {
    name: 'a LayersModel',
    async wrap(tap) {
      const model = tinySequential();
      const watched = tappable(model, { featureLayer: 'features' }).tap(tap);
      return {
        bare: (x) => model.predict(x) as tf.Tensor,
        watched: (x) => watched.predict(x) as tf.Tensor,
      };
    },
  },
];

for (const { name, wrap } of kinds) {
  test(`${name}: what a tap throws goes to its onError, and no tensor is left`, async () => {
    for (const onError of [undefined, boom]) {
      const tap = hearingTap({ onFeatures: boom, ...(onError && { onError }) });
      const { bare, watched } = await wrap(tap);
      const x = input();
      const expected = await (await bare(x)).data();
      const said = console.error;
      console.error = () => {};
      const left = await tensorsOf(async () => {
        for (let pass = 0; pass < 3; pass++) {
          const answer = await watched(x);
          expect(await answer.data()).toEqual(expected);
          answer.dispose();
        }
      });
      console.error = said;
      expect(left).toBe(0);
      if (!onError) expect(tap.heard.errors).toEqual(Array(3).fill('Error: ours'));
    }
  });

  test(`${name}: features that cannot be kept or copied cost an error, not a tensor`, async () => {
    const tap = hearingTap();
    const { bare, watched } = await wrap(tap);
    const x = input();
    const expected = await (await bare(x)).data();
    const left = await tensorsOf(async () => {
      const answer = await withFault('keep', () => watched(x));
      expect(await answer.data()).toEqual(expected);
      answer.dispose();
    });
    expect(left).toBe(0);
    expect(tap.heard.errors).toEqual(['Error: keep fails']);
    expect(tap.heard.passes).toEqual([]);
  });

  test(`${name}: an empty batch gives no rows, no error and no tensor`, async () => {
    const tap = hearingTap();
    const { bare, watched } = await wrap(tap);
    const x = tf.tensor2d([], [0, 8]);
    const expected = await errorOf(async () => tf.dispose(await bare(x)));
    const left = await tensorsOf(async () => {
      expect(await errorOf(async () => tf.dispose(await watched(x)))).toBe(expected);
    });
    expect(left).toBe(0);
    expect(tap.heard.errors).toEqual([]);
    expect(tap.heard.passes).toEqual([]);
  });

  test(`${name}: the app's own error is its own, and the tap hears of it`, async () => {
    const tap = hearingTap();
    const { bare, watched } = await wrap(tap);
    const x = tf.tensor2d([[1, 2, 3]]);
    const expected = await errorOf(() => bare(x));
    expect(expected).not.toBe('none');
    expect(await errorOf(() => watched(x))).toBe(expected);
    expect(tap.heard.failed).toEqual([expected]);
    expect(tap.heard.errors).toEqual([]);
    const thrower = await wrap(hearingTap({ onPassFailed: boom }));
    expect(await errorOf(() => thrower.watched(x))).toBe(await errorOf(() => thrower.bare(x)));
    tap.heard.isOpen = false;
    expect(await errorOf(() => watched(x))).toBe(expected);
    expect(tap.heard.failed).toHaveLength(1);
  });
}

test('logits that cannot be taken cost no tensor either', async () => {
  const tap = hearingTap();
  const model = tinySequential();
  const watched = tappable(model, { featureLayer: 'features' }).tap(tap);
  const x = input();
  const left = await tensorsOf(async () => {
    const answer = await withFault(
      'runKernel',
      () => watched.predict(x) as tf.Tensor,
      (kernel) => kernel === 'Log',
    );
    answer.dispose();
  });
  expect(left).toBe(0);
  expect(tap.heard.errors).toEqual(['Error: runKernel fails']);
});

test('a clock that throws is replaced, and costs the app nothing', async () => {
  const reference = await Reference.fromFeatures(gaussianRows(40, 6, 1));
  let hasClock = true;
  const clock = () => (hasClock ? Date.now() : boom());
  const monitor = new DriftMonitor({ reference, sampling: 'independent', windowSize: 4, clock });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  const model = await tinyModel();
  const watched = monitor.wrap(model, { featureNode: 'features' });
  hasClock = false;
  const x = input();
  const expected = await (model.predict(x) as tf.Tensor).data();
  const left = await tensorsOf(async () => {
    for (const answer of [watched.predict(x), await watched.predictAsync(x)] as tf.Tensor[]) {
      expect(await answer.data()).toEqual(expected);
      answer.dispose();
    }
    await monitor.idle();
  });
  expect(left).toBe(0);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(
    /^InvalidOptionError: clock: milliseconds since 1970 .* Error: ours came/,
  );
  expect(monitor.status.samples).toBe(2);
  await monitor.dispose();
});

/** A model whose features are made into something else on their way out of a pass. */
function changed(model: GraphModel, change: (features: tf.Tensor) => tf.Tensor): GraphModel {
  const execute = model.execute.bind(model);
  model.execute = (inputs, outputs) => {
    const results = execute(inputs, outputs);
    if (!Array.isArray(results)) return results;
    return results.map((one, at) => {
      if (outputs?.[at] !== 'features') return one;
      const other = change(one);
      one.dispose();
      return other;
    });
  };
  return model;
}

test('a MobileNet that fails before its pass, or in it, tells the tap once; onInput never fails it', async () => {
  const mobileNet = {
    version: '1.00',
    alpha: '1.00',
    inputMin: 0,
    inputMax: 1,
    model: await tinyModel(),
    infer(image: unknown): tf.Tensor {
      if (!(image instanceof tf.Tensor)) throw new Error('no image');
      return this.model.predict(image) as tf.Tensor;
    },
    classify: async () => [],
  };
  const tap = hearingTap({ onInput: boom });
  const watched = tappable(mobileNet, { featureNode: 'features' }).tap(tap);
  expect(await errorOf(() => watched.infer('none'))).toBe('Error: no image');
  const wrong = await errorOf(() => mobileNet.infer(tf.ones([1, 3])));
  expect(await errorOf(() => watched.infer(tf.ones([1, 3])))).toBe(wrong);
  expect(tap.heard.failed).toEqual(['Error: no image', wrong]);
  const x = input();
  expect(await watched.infer(x).data()).toEqual(await mobileNet.infer(x).data());
  expect(tap.heard.errors.slice(0, 3)).toEqual(Array(3).fill('Error: ours'));
});

test('complex features are refused by name', async () => {
  const tap = hearingTap();
  const model = changed(await tinyModel(), (features) => tf.complex(features, features));
  const watched = tappable(model, { featureNode: 'features' }).tap(tap);
  const x = input();
  const left = await tensorsOf(() => tf.dispose(watched.predict(x)));
  expect(left).toBe(0);
  expect(tap.heard.errors).toEqual([
    expect.stringMatching(/^InvalidFeaturesError: features: a tensor of type complex64 came/),
  ]);
});

test('a node whose output is the input itself: the input stays, and so do weights', async () => {
  for (const featureNode of ['x', 'first']) {
    const tap = hearingTap();
    const watched = tappable(await tinyModel(), { featureNode }).tap(tap);
    const x = input();
    const first = watched.predict(x) as tf.Tensor;
    const second = watched.predict(x) as tf.Tensor;
    expect(await second.data()).toEqual(await first.data());
    expect((await rowsOf(tap.heard))[0]).toHaveLength(featureNode === 'x' ? 8 : 6);
  }
  const tap = hearingTap();
  const model = tinySequential();
  const watched = tappable(model, { featureLayer: model.layers[0]!.name }).tap(tap);
  const x = input();
  tf.dispose(watched.apply(x) as tf.Tensor);
  expect(x.isDisposed).toBe(false);
  expect(await rowsOf(tap.heard)).toEqual([[1, 2, 3, 4, 5, 6, 7, 8]]);
});

test('an empty list of outputs, or an empty name, is answered as by the model itself', async () => {
  const model = await tinyModel();
  const watched = tappable(model, { featureNode: 'features' }).tap(hearingTap());
  const x = input();
  expect(watched.execute(x, [])).toBe(model.execute(x, []));
  const [mine, its] = [watched.execute(x, ''), model.execute(x, '')] as tf.Tensor[];
  expect(await mine!.data()).toEqual(await its!.data());
});

test('what stands around a model and answers in its place is told of, and its answers stay', async () => {
  const tap = hearingTap();
  const model = await tinyModel();
  const around = new Proxy(model, {
    get: (target, name) =>
      name === 'execute' ? (x: tf.Tensor) => target.execute(x) : Reflect.get(target, name, target),
  });
  const watched = tappable(around, { featureNode: 'features' }).tap(tap);
  const layersTap = hearingTap();
  const layers = tinySequential();
  const deaf = new Proxy(layers, {
    get: (target, name) =>
      name === 'predict' ? (x: tf.Tensor) => target.predict(x) : Reflect.get(target, name, target),
  });
  const watchedLayers = tappable(deaf, { featureLayer: 'features' }).tap(layersTap);
  const x = input();
  const expected = [model.predict(x), layers.predict(x)] as tf.Tensor[];
  const left = await tensorsOf(async () => {
    const answers = [watched.execute(x), watchedLayers.predict(x)] as tf.Tensor[];
    for (const [at, answer] of answers.entries()) {
      expect(await answer.data()).toEqual(await expected[at]!.data());
    }
    tf.dispose(answers);
  });
  expect(left).toBe(0);
  for (const { heard } of [tap, layersTap]) {
    expect(heard.errors).toEqual([
      expect.stringMatching(/^InvalidFeaturesError: The model gave no features in its pass/),
    ]);
  }
});
