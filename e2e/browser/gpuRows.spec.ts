import { expect, test } from '../support/labTest.js';

test('rows in GPU buffers count as the same rows in arrays do, in the order they came', async ({
  openLab,
}) => {
  const page = await openLab('webgpu');
  const result = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
    const rows = gaussianRows(2, 9, 6, 0.5);
    const inBuffer = (of: number[][], on = device, usage = 0x4 | 0x8) => {
      const buffer = on.createBuffer({ size: of.length * 24 + 16, usage });
      if (usage & 0x8) on.queue.writeBuffer(buffer, 0, Float32Array.from(of.flat()));
      return { buffer, count: of.length, width: 6 };
    };
    const monitorOf = () =>
      new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 8,
        policy: drift.pValuePolicy(),
        permutations: 19,
      });
    const watched = monitorOf();
    const errors: string[] = [];
    watched.on('error', (error) => errors.push(String(error)));
    const other = await (await navigator.gpu.requestAdapter())!.requestDevice();
    const destroyed = inBuffer(rows.slice(0, 1));
    const before = tf.memory().numTensors;
    watched.observe(inBuffer(rows.slice(0, 1)));
    watched.observe(rows.slice(1, 3));
    watched.observe(inBuffer(rows.slice(3, 4), other));
    destroyed.buffer.destroy();
    watched.observe(destroyed);
    watched.observe(inBuffer(rows.slice(3, 5), device, 0x8));
    watched.observe({ ...inBuffer(rows.slice(3, 5)), count: 40 });
    watched.observe(inBuffer(rows.slice(3, 9)));
    // What the caller writes later is not what was observed.
    const reused = inBuffer(rows.slice(8, 9));
    watched.observe(reused);
    device.queue.writeBuffer(reused.buffer, 0, new Float32Array(6));
    await watched.idle();
    const tensors = tf.memory().numTensors;
    const byHand = monitorOf();
    for (const row of [...rows, rows[8]!]) {
      byHand.observe(row);
      await byHand.idle();
    }
    const last = (of: typeof watched) => ({
      rows: of.window.rows().map((row) => [...row]),
      mmd2: of.status.lastVerdict?.mmd2,
      compute: of.status.lastVerdict?.compute,
      samples: of.status.samples,
    });
    const answer = await tf.add(tf.ones([2]), 1).data();
    return {
      watched: last(watched),
      byHand: last(byHand),
      errors,
      tensors: tensors - before,
      answer: [...answer],
    };
  });
  expect(result.watched.rows).toEqual(result.byHand.rows);
  // Sums of the same terms, added up in another order; a real GPU does so in float32.
  const rounding = result.watched.compute === 'webgpu' ? 3e-7 : 5e-13;
  const difference = Math.abs(result.watched.mmd2! - result.byHand.mmd2!);
  expect(difference).toBeLessThanOrEqual(rounding);
  expect(result.watched.samples).toBe(10);
  const [noSource, tooShort, otherDevice, destroyed] = result.errors;
  expect(noSource).toMatch(/^InvalidFeaturesError: live: .*usage 8 came .* COPY_SRC/);
  expect(tooShort).toMatch(/of 64 bytes .* came for 40 rows of 6; one of 960 bytes/);
  expect(otherDevice).toMatch(/^InvalidFeaturesError: live: the GPU buffer cannot be read: .*/);
  expect(otherDevice).toMatch(/of the same GPUDevice/);
  expect(destroyed).toMatch(/destroyed/);
  expect(result.errors).toHaveLength(4);
  expect(result.tensors).toBe(0);
  expect(result.answer).toEqual([2, 2]);
});

test('a GPU buffer of the device that was given is taken in on any backend, without one it is refused', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { errors, samples } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 6));
    const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
    const monitors = [{}, { device }].map(
      (given) =>
        new drift.DriftMonitor({ sampling: 'independent', reference, windowSize: 4, ...given }),
    );
    const errors: string[] = [];
    const buffer = device.createBuffer({ size: 24, usage: 0x4 });
    for (const monitor of monitors) {
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.observe({ buffer, count: 1, width: 6 });
      await monitor.idle();
    }
    return { errors, samples: monitors.map(({ status }) => status.samples) };
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^InvalidFeaturesError: live: .*tfjs is not on WebGPU.*Float32Array/);
  expect(samples).toEqual([0, 1]);
});
