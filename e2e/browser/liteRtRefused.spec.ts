import { expect, test } from '../support/liteRtTest.js';

test('the app sees its own errors, once, as it would without a monitor', async ({ lab }) => {
  const found = await lab.evaluate(async () => {
    const { litert, monitored, runtime, tapped } = window.liteRtLab;
    const model = await tapped();
    const { monitor, errors } = await monitored(model);
    let runs = 0;
    const counted = new Proxy(model, {
      get: (target, property) => {
        if (property === 'run') runs++;
        const value = Reflect.get(target, property, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const watched = litert.watchCompiled(monitor, counted, { features: 'hidden' });
    const messageOf = (promise: Promise<object>) =>
      promise.then(String, (error: Error) => error.message);
    const x = new runtime.Tensor(new Float32Array(5), [1, 5]);
    const wrong: [string, (target: typeof model) => Promise<object>][] = [
      ['another shape', (target) => target.run({ x })],
      ['another name', (target) => target.run({ y: x })],
      ['too many', (target) => target.run([x, x])],
      ['no such signature', (target) => target.run('none', { x })],
    ];
    const outcomes: [string, string, string, number][] = [];
    for (const [name, ask] of wrong) {
      const theirs = await messageOf(ask(model));
      runs = 0;
      outcomes.push([name, theirs, await messageOf(ask(watched)), runs]);
    }
    await monitor.idle();
    const { failed, samples } = monitor.status;
    await monitor.dispose();
    return { outcomes, errors, failed, samples };
  });
  for (const [, theirs, ours, runs] of found.outcomes) {
    expect(ours).toBe(theirs);
    expect(ours).not.toMatch(/\[object/);
    expect(runs).toBeLessThanOrEqual(1);
  }
  // A run of a signature that the model does not have is none of the watched ones.
  expect(found).toMatchObject({ errors: [], failed: 3, samples: 0 });
});

test('what cannot be watched is refused by name, and a model that is deleted suspends', async ({
  lab,
}) => {
  const found = await lab.evaluate(async () => {
    const { inputs, litert, monitored, tapped } = window.liteRtLab;
    const model = await tapped();
    const { monitor } = await monitored(model);
    const refusal = (options: object, given: object = model): string => {
      try {
        litert.watchCompiled(monitor, given as typeof model, options as { features: string });
        return 'none';
      } catch (error) {
        return String(error);
      }
    };
    const refusals = [
      refusal({ features: 'hiden' }),
      refusal({}),
      refusal({ features: 'hidden', logits: 'logits' }),
      refusal({ features: 'hidden', logit: 'x' }),
      refusal({ features: 'hidden', channels: 'middle' }),
      refusal({ features: 'hidden' }, {}),
      refusal({ features: 'hidden' }),
      refusal({ features: 'hidden' }),
    ];
    monitor.unwrap();
    const fitting = await litert
      .fitCompiled(model, [{ y: 1 }, { y: 2 }], { features: 'hidden' })
      .catch((error) => String(error));
    const named = await litert.fitCompiled(model, inputs(10, 1), {
      features: 'hidden',
      model: 'v1',
    });
    litert.watchCompiled(monitor, model, { features: 'hidden' });
    const codes = monitor.status.notices.map(({ code }) => code);
    model.delete();
    const { state } = monitor.status;
    await monitor.dispose();
    return { refusals, fitting, name: named.model?.name, codes, state };
  });
  const expected = [
    /InvalidOptionError: features: .*'hiden' came; did you mean 'hidden'\?.*tapLiteRt/s,
    /features: .*undefined came/,
    /logits: .*'logits' came/,
    /no option 'logit'; did you mean 'logits'/,
    /channels: one of 'first', 'last'/,
    /model: a CompiledModel of LiteRT.js was expected/,
    /^none$/,
    /wrapped already/,
  ];
  expected.forEach((message, at) => {
    expect(found.refusals[at]).toMatch(message);
  });
  expect(found.fitting).toMatch(/InvalidOptionError: Input 0: the model cannot take it: .*x/);
  expect(found.name).toBe('v1');
  expect(found.codes).not.toContain('identity-partial');
  expect(found.state).toBe('suspended');
});

test('segments are the classes of the logits', async ({ lab }) => {
  const filled = await lab.evaluate(async () => {
    const { drift, inputs, litert, tapped, valuesOf } = window.liteRtLab;
    const model = await tapped();
    const options = { features: 'hidden', logits: 'probabilities' };
    const classes: string[] = [];
    for (const shift of [0, 2]) {
      for (const one of inputs(120, 1 + shift, shift)) {
        const { probabilities } = await valuesOf(await model.run(one));
        classes.push(String(probabilities!.indexOf(Math.max(...probabilities!))));
      }
    }
    function* all() {
      yield* inputs(120, 1);
      yield* inputs(120, 3, 2);
    }
    const reference = await litert.fitCompiled(model, all(), { ...options, labels: classes });
    const monitor = await drift.SegmentedMonitor.create({ reference, sampling: 'independent' });
    const watched = litert.watchCompiled(monitor, model, { ...options, labelOf: String });
    for (const one of inputs(20, 1)) await watched.run(one);
    await monitor.idle();
    const { filled } = monitor.window;
    await monitor.dispose();
    return filled;
  });
  expect(filled).toBe(20);
});
