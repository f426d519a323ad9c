import { expect, test } from '../support/liteRtTest.js';

for (const accelerator of ['wasm', 'webgpu'] as const) {
  test(`a tapped model on ${accelerator} gives what the inner tensor holds, and the same predictions bit for bit`, async ({
    lab,
  }) => {
    const found = await lab.evaluate(async (accelerator) => {
      const { files, litert, load, runtime, valuesOf } = window.liteRtLab;
      const answers = async (bytes: Uint8Array) => {
        const model = await load(bytes, accelerator);
        const x = new runtime.Tensor(Float32Array.of(0.1, 0.2, 0.3, 0.4), [1, 4]);
        const name = model.getInputDetails()[0]!.name;
        const values = await valuesOf(await model.run({ [name]: x }));
        model.delete();
        return values;
      };
      const withHidden = { ...files.classifierGraph, outputs: ['probabilities', 'hidden'] };
      return {
        bare: await answers(files.classifier()),
        tapped: await answers(litert.tapLiteRt(files.classifier(), { output: 'hidden' })),
        built: await answers(files.model([withHidden])),
        signed: await answers(files.signedClassifier()),
        tappedSigned: await answers(
          litert.tapLiteRt(files.signedClassifier(), { output: 'hidden' }),
        ),
        weights: [...files.spread(24)],
        biases: [...files.spread(6)],
      };
    }, accelerator);
    const { bare, tapped, built, signed, tappedSigned, weights, biases } = found;
    expect(tapped).toEqual(built);
    expect(tapped).toEqual({ ...bare, hidden: expect.anything() });
    expect(tappedSigned).toEqual({ ...signed, hidden: tapped['hidden'] });
    expect(Object.keys(signed)).toEqual(['output_0', 'output_1']);
    const byHand = biases.map((bias, at) => {
      const row = weights.slice(4 * at, 4 * at + 4);
      const sum = row.reduce((total, weight, index) => total + weight * 0.1 * (index + 1), bias);
      return Math.max(0, sum);
    });
    byHand.forEach((value, at) => {
      expect(tapped['hidden']![at]).toBeCloseTo(value, 5);
    });
  });

  test(`on ${accelerator}: fitted, calm, and an alarm once inputs drift; the answers are the bare model's`, async ({
    lab,
  }) => {
    const found = await lab.evaluate(async (accelerator) => {
      const { files, inputs, litert, load, monitored, runtime, tapped, valuesOf } =
        window.liteRtLab;
      const bare = await load(files.classifier(), accelerator);
      const model = await tapped(accelerator);
      const device = accelerator === 'webgpu' ? runtime.getWebGpuDevice()! : undefined;
      const { monitor, reference, errors } = await monitored(model, {
        ...(device && { device, compute: 'webgpu' as const }),
      });
      const alarms: string[] = [];
      monitor.on('alarm', ({ reason }) => alarms.push(reason));
      // Without logits nothing that is on the GPU need be read.
      const watched = litert.watchCompiled(monitor, model, { features: 'hidden' });
      let reads = 0;
      const { copyTo } = runtime.Tensor.prototype;
      const differing: number[] = [];
      let at = 0;
      const take = async (one: { x: InstanceType<typeof runtime.Tensor> }) => {
        runtime.Tensor.prototype.copyTo = function (...args) {
          if (this.accelerator === 'webgpu') reads++;
          return copyTo.apply(this, args);
        };
        const answer = await watched.run(one);
        await monitor.idle();
        runtime.Tensor.prototype.copyTo = copyTo;
        const [values, expected] = [await valuesOf(answer), await valuesOf(await bare.run(one))];
        const { hidden } = await valuesOf(await model.run(one));
        const row = monitor.window.rows().at(-1)!;
        const isSame = JSON.stringify(values) === JSON.stringify(expected);
        if (!isSame || String([...row]) !== String(hidden)) differing.push(at);
        at++;
      };
      for (const one of inputs(10, 2)) await take(one);
      const calm = alarms.length;
      for (const one of inputs(10, 3, 2)) await take(one);
      const { status } = monitor;
      await monitor.dispose();
      return {
        isCompiled: watched instanceof runtime.CompiledModel,
        outputs: watched.getOutputDetails().map(({ name }) => name),
        reference: [reference.size, reference.width, reference.outputs?.confidence.length],
        model: reference.model,
        alarms: [calm, alarms.length],
        state: status.state,
        samples: status.samples,
        compute: status.lastVerdict?.compute,
        differing,
        reads,
        errors,
      };
    }, accelerator);
    expect(found).toMatchObject({
      isCompiled: true,
      outputs: ['probabilities'],
      reference: [60, 6, 60],
      model: { name: 'litert', featureNode: 'hidden', architecture: 'inputs x' },
      alarms: [0, 1],
      state: 'drift',
      samples: 20,
      compute: accelerator,
      differing: [],
      reads: 0,
      errors: [],
    });
  });
}

test('inputs by name, in order or alone, with a signature or without: answers are as the model gives them', async ({
  lab,
}) => {
  const found = await lab.evaluate(async () => {
    const { drift, files, inputs, litert, load, monitored, runtime, tapped, valuesOf } =
      window.liteRtLab;
    const { reference } = await monitored(await tapped());
    const monitor = new drift.DriftMonitor({
      reference,
      windowSize: 8,
      policy: drift.pValuePolicy(),
      sampling: 'independent',
    });
    const two = files.model(
      [files.classifierGraph, { ...files.classifierGraph, outputs: ['logits'] }],
      [
        { key: 'classify', inputs: { x: 'x' }, outputs: { answer: 'probabilities' } },
        { key: 'raw', graph: 1, inputs: { x: 'x' }, outputs: { logits: 'logits' } },
      ],
    );
    const bare = await load(two);
    const model = await load(litert.tapLiteRt(two, { output: 'hidden' }));
    const given: InstanceType<typeof runtime.Tensor>[] = [];
    const spied = new Proxy(model, {
      get: (target, property) => {
        const value = Reflect.get(target, property, target) as unknown;
        if (property !== 'run') return typeof value === 'function' ? value.bind(target) : value;
        return async (...request: [never, never]) => {
          const answer = await target.run(...request);
          given.push(...Object.values(answer as object));
          return answer;
        };
      },
    });
    const watched = litert.watchCompiled(monitor, spied, { features: 'hidden' });
    const [one] = [...inputs(1, 4)].map(
      () => new runtime.Tensor(Float32Array.of(1, 2, 3, 4), [1, 4]),
    );
    const x = one!;
    const results: object[] = [];
    type Asked = (target: typeof bare) => Promise<object>;
    const requests: Record<string, Asked> = {
      record: (target) => target.run({ x }),
      array: (target) => target.run([x]),
      tensor: (target) => target.run(x),
      named: (target) => target.run('classify', { x }),
      namedTensor: (target) => target.run('classify', x),
      other: (target) => target.run('raw', [x]),
      signature: (target) => target.signatures['classify']!.run({ x }),
      otherSignature: (target) => target.signatures['raw']!.run(x),
    };
    const kept: string[][] = [];
    for (const [name, ask] of Object.entries(requests)) {
      given.length = 0;
      const answer = await ask(watched);
      kept.push(given.map(({ deleted }) => (deleted ? 'deleted' : 'kept')));
      const isArray = Array.isArray(answer);
      const [values, expected] = [await valuesOf(answer), await valuesOf(await ask(bare))];
      const isSame = JSON.stringify(values) === JSON.stringify(expected);
      await monitor.idle();
      results.push([name, isArray, Object.keys(values), isSame, monitor.status.samples]);
    }
    monitor.unwrap();
    const afterwards = Object.keys(await watched.run({ x }));
    const { samples } = monitor.status;
    const keys = Object.keys(watched.signatures);
    await monitor.dispose();
    return { results, kept, afterwards, samples, keys, key: watched.key };
  });
  expect(found.results).toEqual([
    ['record', false, ['answer'], true, 1],
    ['array', true, ['0'], true, 2],
    ['tensor', true, ['0'], true, 3],
    ['named', false, ['answer'], true, 4],
    ['namedTensor', true, ['0'], true, 5],
    ['other', true, ['0'], true, 5],
    ['signature', false, ['answer'], true, 6],
    ['otherSignature', true, ['0'], true, 6],
  ]);
  // The app's own tensors are the app's, the one that it does not know of is not.
  expect(found.kept.slice(0, 6)).toEqual([
    ...Array.from({ length: 5 }, () => ['kept', 'deleted']),
    ['kept'],
  ]);
  expect(found.afterwards).toEqual(['answer']);
  expect(found).toMatchObject({ samples: 6, keys: ['classify', 'raw'], key: 'classify' });
});

test("features that are an output of the model's own stay in its answers, unless they are to be hidden", async ({
  lab,
}) => {
  const found = await lab.evaluate(async () => {
    const { drift, files, inputs, litert, load, runtime, valuesOf } = window.liteRtLab;
    const graph = { ...files.classifierGraph, outputs: ['logits', 'probabilities'] };
    const model = await load(files.model([graph]));
    const reference = await litert.fitCompiled(model, inputs(20, 1), { features: 'logits' });
    const monitor = new drift.DriftMonitor({ reference, windowSize: 4, sampling: 'independent' });
    const answers: string[][] = [];
    for (const options of [{}, { hide: true }]) {
      const watched = litert.watchCompiled(monitor, model, { features: 'logits', ...options });
      const x = new runtime.Tensor(Float32Array.of(1, 2, 3, 4), [1, 4]);
      const { logits, ...others } = await watched.run({ x });
      answers.push([...(logits ? ['logits'] : []), ...Object.keys(others)]);
      const [first] = await watched.run([x]);
      answers.push([
        `${first!.type.layout.dimensions}`,
        String((await valuesOf([first!])) !== null),
      ]);
      monitor.unwrap();
    }
    await monitor.idle();
    const { filled } = monitor.window;
    await monitor.dispose();
    return { answers, filled };
  });
  expect(found.answers[0]).toEqual(['logits', 'probabilities']);
  expect(found.answers[2]).toEqual(['probabilities']);
  expect(found.filled).toBe(4);
});

test('maps of features are averaged over their places, in main memory and on the GPU', async ({
  lab,
}) => {
  const found = await lab.evaluate(async () => {
    const { drift, files, litert, load, runtime } = window.liteRtLab;
    const graph = {
      tensors: [
        { name: 'image', shape: [1, 2, 3, 4] },
        { name: 'kernel', shape: [5, 1, 1, 4], values: files.spread(20) },
        { name: 'bias', shape: [5], values: files.spread(5) },
        { name: 'map', shape: [1, 2, 3, 5] },
        { name: 'kernel2', shape: [2, 1, 1, 5], values: files.spread(10) },
        { name: 'bias2', shape: [2], values: files.spread(2) },
        { name: 'mask', shape: [1, 2, 3, 2] },
      ],
      operators: [
        files.convolution(['image', 'kernel', 'bias'], ['map']),
        files.convolution(['map', 'kernel2', 'bias2'], ['mask']),
      ],
      inputs: ['image'],
      outputs: ['mask'],
    };
    const bytes = litert.tapLiteRt(files.model([graph]));
    function* images(count: number) {
      for (let at = 0; at < count; at++) {
        const image = new runtime.Tensor(files.spread(24 + at).slice(at), [1, 2, 3, 4]);
        yield { image };
        image.delete();
      }
    }
    const rows: Record<string, number[][]> = {};
    for (const accelerator of ['wasm', 'webgpu'] as const) {
      const model = await load(bytes, accelerator);
      const options = { features: 'map', channels: 'last' } as const;
      const reference = await litert.fitCompiled(model, images(12), { features: 'map' });
      const monitor = new drift.DriftMonitor({
        reference,
        windowSize: 2,
        policy: drift.pValuePolicy(),
        sampling: 'independent',
      });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      const watched = litert.watchCompiled(monitor, model, options);
      rows[accelerator] = [];
      for (const image of images(2)) {
        const { map } = await model.run(image);
        const values = await map!.data();
        rows[accelerator].push(
          Array.from({ length: 5 }, (_, channel) => {
            const places = values.filter((_, at) => at % 5 === channel);
            return [...places].reduce((sum, value) => sum + value, 0) / 6;
          }),
        );
        await watched.run(image);
        await monitor.idle();
      }
      rows[`${accelerator} window`] = monitor.window.rows().map((row) => [...row]);
      rows[`${accelerator} errors`] = errors as never;
      await monitor.dispose();
    }
    return rows;
  });
  for (const accelerator of ['wasm', 'webgpu']) {
    expect(found[`${accelerator} errors`]).toEqual([]);
    const [expected, rows] = [found[accelerator]!, found[`${accelerator} window`]!];
    expect(rows).toHaveLength(2);
    rows.forEach((row, at) => {
      expect(row).toHaveLength(5);
      row.forEach((value, channel) => {
        expect(value).toBeCloseTo(expected[at]![channel]!, 5);
      });
    });
  }
});
