import { expect, test } from '../support/labTest.js';

test('a GPU that computes wrongly is given up, and every verdict and test says so', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('webgpu');
  const { errors, verdicts, exact, onGpu, inMemory } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function wrong({ code, ...rest }) {
      return createShaderModule.call(this, {
        ...rest,
        code: code.replaceAll('exp(', '0.98 * exp('),
      });
    };
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
    const run = async (compute: 'webgpu' | 'wasm') => {
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 6,
        compute,
      });
      const errors: string[] = [];
      const verdicts: { compute: string; pValue: number }[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.on('verdict', ({ compute: place, pValue }) => {
        verdicts.push({ compute: place, pValue: pValue! });
      });
      for (const row of gaussianRows(2, 9, 4)) {
        monitor.observe([row]);
        await monitor.idle();
      }
      await monitor.dispose();
      return { errors, verdicts };
    };
    const mmdTest = (compute: 'webgpu' | 'wasm') =>
      drift.mmdTest(gaussianRows(1, 30, 4), gaussianRows(2, 9, 4), { compute });
    return {
      ...(await run('webgpu')),
      exact: (await run('wasm')).verdicts,
      onGpu: await mmdTest('webgpu'),
      inMemory: await mmdTest('wasm'),
    };
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^BackendMismatchError: The GPU computes wrongly here/);
  expect(verdicts).toHaveLength(4);
  expect(verdicts).toEqual(exact);
  expect(verdicts[0]?.compute).toBe('wasm');
  expect(onGpu).toEqual(inMemory);
});

test('a GPU that refuses the shaders is given up by one monitor, and tried again by the next', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('webgpu');
  const [failed, next] = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
    const run = async () => {
      const monitor = new drift.DriftMonitor({
        policy: drift.expectedRunTimePolicy(),
        sampling: 'independent',
        reference,
        windowSize: 6,
        compute: 'webgpu',
      });
      const errors: string[] = [];
      const places: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.on('verdict', ({ compute }) => places.push(compute));
      for (const row of gaussianRows(2, 7, 4)) {
        monitor.observe([row]);
        await monitor.idle();
      }
      await monitor.dispose();
      return { errors, places };
    };
    const { createComputePipelineAsync } = GPUDevice.prototype;
    GPUDevice.prototype.createComputePipelineAsync = () => Promise.reject(new Error('no memory'));
    const failed = await run();
    GPUDevice.prototype.createComputePipelineAsync = createComputePipelineAsync;
    return [failed, await run()];
  });
  expect(failed!.errors.length).toBeGreaterThan(0);
  expect(failed!.errors[0]).toContain('no memory');
  // Tests went on in main memory.
  expect(failed!.places).toEqual(['wasm', 'wasm']);
  expect(next).toEqual({ errors: [], places: ['webgpu', 'webgpu'] });
});
