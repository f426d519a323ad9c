import { expect, test } from '../support/labTest.js';

test('two monitors, and a tfjs model, on one device: each as if it were alone', async ({
  openLab,
}) => {
  const page = await openLab('webgpu');
  const { together, alone, answers, bare } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(3, 14, 8).map((row) => tf.tensor2d([row]));
    const reference = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
    const monitorOf = (windowSize: number) => {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize,
        permutations: 99,
        policy: drift.pValuePolicy(),
        compute: 'webgpu',
      });
      const seen: [number, number][] = [];
      monitor.on('verdict', ({ mmd2, pValue }) => seen.push([mmd2!, pValue!]));
      return { monitor, seen, watched: monitor.wrap(model, { featureNode: 'features' }) };
    };
    const run = async (of: readonly ReturnType<typeof monitorOf>[]) => {
      const answers: number[] = [];
      for (const input of inputs) {
        for (const { watched } of of) {
          const answer = watched.predict(input) as typeof input;
          answers.push(...(await answer.data()));
          answer.dispose();
        }
        for (const { monitor } of of) await monitor.idle();
      }
      for (const { monitor } of of) await monitor.dispose();
      return { seen: of.map(({ seen }) => seen), answers };
    };
    const both = await run([monitorOf(4), monitorOf(6)]);
    const first = await run([monitorOf(4)]);
    const second = await run([monitorOf(6)]);
    const bare: number[] = [];
    for (const input of inputs) {
      const answer = model.predict(input) as typeof input;
      bare.push(...(await answer.data()));
    }
    return {
      together: both.seen,
      alone: [...first.seen, ...second.seen],
      answers: first.answers,
      bare,
    };
  });
  expect(together.map((seen) => seen.length)).toEqual([11, 9]);
  expect(together).toEqual(alone);
  expect(answers).toEqual(bare);
});

test('features that a model computes on the device are read back once, with their test', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('webgpu');
  const counts = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const [width, windowSize, permutations, size] = [64, 8, 99, 40];
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, size, width));
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize,
      permutations,
      policy: drift.pValuePolicy(),
      compute: 'webgpu',
    });
    const watch = async (seed: number, count: number) => {
      for (const row of gaussianRows(seed, count, width)) {
        // Computed there, so that it lies there.
        const tensor = tf.tidy(() => tf.add(tf.tensor2d([row]), 0));
        monitor.observe(tensor);
        tensor.dispose();
        await monitor.idle();
      }
    };
    await watch(2, 2 * windowSize);
    const counts = { readbacks: 0, bytes: 0, buffers: 0, submits: 0, tests: 0 };
    const { mapAsync } = GPUBuffer.prototype;
    GPUBuffer.prototype.mapAsync = function counted(mode, offset, bytes) {
      counts.readbacks++;
      counts.bytes += bytes ?? this.size;
      return mapAsync.call(this, mode, offset, bytes);
    };
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function counted(descriptor) {
      // tfjs makes some for what the test uploads; ours are named.
      if (descriptor.label?.startsWith('drift')) counts.buffers++;
      return createBuffer.call(this, descriptor);
    };
    const tests = monitor.status.tests;
    await watch(3, 50);
    const steady = { ...counts, tests: monitor.status.tests - tests };
    const held = tf.memory();
    await watch(4, 10);
    const grown = tf.memory().numBytes - held.numBytes;
    await monitor.dispose();
    return { ...steady, grown, needed: 4 * (width + permutations + 1 + size + windowSize) };
  });
  expect(counts.tests).toBe(50);
  expect(counts.readbacks).toBe(50);
  // The row, the statistics and the kernel column.
  expect(counts.bytes / 50).toBeLessThanOrEqual(counts.needed + 64);
  expect(counts.buffers).toBe(0);
  expect(counts.grown).toBe(0);
});

test('a lost device: tests go on in main memory, with the whole window, and say so', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  const { errors, verdicts, exact } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
    const rows = gaussianRows(2, 30, 6, 0.7);
    const run = async (loses: boolean) => {
      const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 8,
        permutations: 99,
        policy: drift.pValuePolicy(),
        ...(loses ? { compute: 'webgpu', device } : { compute: 'wasm' }),
      });
      const errors: string[] = [];
      const verdicts: { compute: string; mmd2: number; pValue: number }[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.on('verdict', ({ compute, mmd2, pValue }) =>
        verdicts.push({ compute, mmd2: mmd2!, pValue: pValue! }),
      );
      for (const [at, row] of rows.entries()) {
        if (loses && at === 15) device.destroy();
        monitor.observe(row);
        await monitor.idle();
      }
      await monitor.dispose();
      return { errors, verdicts };
    };
    return { ...(await run(true)), exact: (await run(false)).verdicts };
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^DeviceLostError: .*lost/);
  expect(verdicts.map(({ compute }) => compute)).toEqual([
    ...Array<string>(8).fill('webgpu'),
    ...Array<string>(15).fill('wasm'),
  ]);
  verdicts.forEach(({ mmd2, pValue }, at) => {
    expect(Math.abs(mmd2 - exact[at]!.mmd2)).toBeLessThanOrEqual(2e-5);
    expect(Math.abs(pValue - exact[at]!.pValue)).toBeLessThanOrEqual(2 / 100 + 1e-12);
  });
});

test('without a device, or with what is none, WebGPU is refused by name', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { errors, status, thrown } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
    const options = { sampling: 'independent', reference, windowSize: 4 } as const;
    const monitor = new drift.DriftMonitor({ ...options, compute: 'webgpu' });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    monitor.observe(gaussianRows(2, 4, 6));
    await monitor.idle();
    const thrown = [{ device: JSON.parse('"gpu0"') }, { compute: JSON.parse('"gpu"') }].map(
      (wrong) => {
        try {
          new drift.DriftMonitor({ ...options, ...wrong });
          return '';
        } catch (error) {
          return String(error);
        }
      },
    );
    return { errors, status: monitor.status, thrown };
  });
  expect(errors[0]).toMatch(
    /^InvalidOptionError: compute: 'webgpu' came, and there is no GPUDevice/,
  );
  expect(status.state).toBe('suspended');
  expect(thrown[0]).toMatch(/^InvalidOptionError: device: a GPUDevice was expected, string came/);
  expect(thrown[1]).toMatch(/^InvalidOptionError: compute: 'auto', 'webgpu', .* 'gpu' came/);
});

test('a promise of a device, and a lost one, are refused by name; a pooled median needs none', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  const { promised, lost, pooled } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const rows = [gaussianRows(1, 40, 6), gaussianRows(2, 8, 6)] as const;
    const adapter = await navigator.gpu.requestAdapter();
    const promise = adapter!.requestDevice();
    const said = async (work: () => unknown) => {
      try {
        await work();
        return '';
      } catch (error) {
        return String(error);
      }
    };
    const reference = await drift.Reference.fromFeatures(rows[0]);
    const options = { sampling: 'independent', reference, windowSize: 4 } as const;
    const promised = await said(
      () => new drift.DriftMonitor({ ...options, device: promise as unknown as GPUDevice }),
    );
    const device = await promise;
    device.destroy();
    await device.lost;
    const test = { compute: 'webgpu', bandwidth: 3 } as const;
    const lost = await said(() => drift.mmdTest(...rows, { ...test, device }));
    const { compute } = await drift.mmdTest(...rows, { ...test, bandwidth: 'pooled-median' });
    return { promised, lost, pooled: compute };
  });
  expect(promised).toMatch(/^InvalidOptionError: device: .*a promise came; await it/);
  expect(lost).toMatch(/^DeviceLostError: /);
  expect(pooled).toBe('wasm');
});

test('a device that is lost before the first sample: tests are made in main memory, and say so', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  const { errors, places, updated } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
    const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
    device.destroy();
    await device.lost;
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize: 4,
      policy: drift.pValuePolicy(),
      compute: 'webgpu',
      device,
    });
    const errors: string[] = [];
    const places: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    monitor.on('verdict', ({ compute }) => places.push(compute));
    for (const row of gaussianRows(2, 6, 6)) {
      monitor.observe(row);
      await monitor.idle();
    }
    await monitor.updateReference(await reference.extend(gaussianRows(3, 10, 6)));
    monitor.observe(gaussianRows(4, 1, 6));
    await monitor.idle();
    const updated = monitor.status.lastVerdict?.compute;
    await monitor.dispose();
    return { errors, places: places.slice(0, 3), updated };
  });
  expect(errors.length).toBeGreaterThan(0);
  expect(errors[0]).toMatch(/^Device(Lost)?Error: /);
  expect(places).toEqual(['wasm', 'wasm', 'wasm']);
  expect(updated).toBe('wasm');
});

test("'auto' takes a real GPU where features lie on it, and main memory where they do not", async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('webgpu');
  const { software, places } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, runtime } = window.lab;
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const { software } = runtime.backendInfo();
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
    const run = async (onDevice: boolean) => {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 4,
        policy: drift.pValuePolicy(),
      });
      for (const row of gaussianRows(2, 6, 6)) {
        monitor.observe(onDevice ? tf.add(tf.tensor2d([row]), 0) : row);
        await monitor.idle();
      }
      const { lastVerdict } = monitor.status;
      await monitor.dispose();
      return [lastVerdict?.compute, lastVerdict?.adapter];
    };
    const asItIs = await run(true);
    // Where the only adapter is emulated, it is given another name.
    const adapterInfo = { vendor: 'acme', architecture: 'gpu' };
    Object.defineProperty(device, 'adapterInfo', { value: adapterInfo });
    const places = [asItIs, await run(true), await run(false), await run(false)];
    return { software, places };
  });
  expect(places[0]![0]).toBe(software ? 'wasm' : 'webgpu');
  expect(places.slice(1)).toEqual([
    ['webgpu', 'acme gpu'],
    // So small a test is done sooner than its commands are recorded.
    ['wasm', 'acme gpu'],
    ['wasm', 'acme gpu'],
  ]);
});

test("'backend', the word of before, is 'webgpu' where there is a device, with a notice", async ({
  openLab,
}) => {
  const placeOn = async (backend: 'webgpu' | 'cpu') => {
    const page = await openLab(backend);
    return page.evaluate(async () => {
      const { drift, gaussianRows } = window.lab;
      const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 4,
        policy: drift.pValuePolicy(),
        compute: 'backend',
      });
      monitor.observe(gaussianRows(2, 4, 6));
      await monitor.idle();
      const { lastVerdict, notices } = monitor.status;
      await monitor.dispose();
      return [lastVerdict?.compute, ...notices.map(({ code }) => code)];
    });
  };
  expect(await placeOn('webgpu')).toEqual(['webgpu', 'compute-renamed']);
  expect(await placeOn('cpu')).toEqual(['wasm', 'compute-renamed']);
});
