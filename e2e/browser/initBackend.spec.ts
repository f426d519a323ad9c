import type { Page } from 'playwright/test';
import { expect, test } from '../support/labTest.js';

/** The lab with all backends imported and none chosen. */
async function freshLab(page: Page): Promise<void> {
  await page.goto('/e2e/lab/lab.html');
  await page.waitForFunction(() => window.lab !== undefined);
}

test('a software adapter is refused with its name, and the next backend taken', async ({
  page,
}) => {
  await freshLab(page);
  const { adapter, choice, info } = await page.evaluate(async () => {
    const { tf, webgpu } = window.lab;
    const adapter = await navigator.gpu.requestAdapter();
    const { vendor, architecture } = adapter!.info;
    const choice = await webgpu.initBackend({ prefer: ['webgpu', 'webgl', 'wasm'] });
    const info = webgpu.backendInfo();
    return { adapter: [vendor, architecture], choice, info: { ...info, now: tf.getBackend() } };
  });
  const { refused, ...chosen } = choice;
  expect(info).toEqual({ ...chosen, now: choice.backend });
  if (adapter.includes('swiftshader')) {
    expect(chosen).toEqual({ backend: 'wasm', adapter: 'cpu', software: false });
    expect(refused.map(({ backend }) => backend)).toEqual(['webgpu', 'webgl']);
    expect(refused[0]!.reason).toMatch(/^its only adapter is a software one \(.*swiftshader/i);
    expect(refused[1]!.reason).toMatch(/^its renderer is a software one \(.*swiftshader/i);
  } else {
    expect(chosen).toMatchObject({ backend: 'webgpu', software: false });
    expect(refused).toEqual([]);
  }
});

test('a software adapter is taken where it is allowed, and said to be one', async ({ page }) => {
  await freshLab(page);
  const { choice, isSwiftShader, product } = await page.evaluate(async () => {
    const { tf, webgpu } = window.lab;
    const adapter = await navigator.gpu.requestAdapter();
    const choice = await webgpu.initBackend({ allowSoftware: true });
    const product = await tf.matMul(tf.ones([20, 30]), tf.ones([30, 40])).data();
    const isSwiftShader = adapter!.info.architecture === 'swiftshader';
    return { choice, isSwiftShader, product: [...new Set(product)] };
  });
  expect(choice).toMatchObject({ backend: 'webgpu', software: isSwiftShader, refused: [] });
  expect(choice.adapter).toMatch(/\w/);
  expect(product).toEqual([30]);
});

test('backends are tried in order, each refused with its reason', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: async () => null } });
  });
  await freshLab(page);
  const { choice, failure } = await page.evaluate(async () => {
    const { webgpu, failure } = window.lab;
    const choice = await webgpu.initBackend({ prefer: ['webgpu', 'quantum', 'cpu', 'wasm'] });
    return { choice, failure: await failure(() => webgpu.initBackend({ prefer: ['quantum'] })) };
  });
  expect(choice).toEqual({
    backend: 'cpu',
    adapter: 'cpu',
    software: false,
    refused: [
      { backend: 'webgpu', reason: 'the browser offers no WebGPU adapter' },
      { backend: 'quantum', reason: 'its package is not imported' },
    ],
  });
  expect(failure).toMatch(
    /^BackendUnavailableError: .*\(quantum: its package is not imported\).*webgpureport\.org/,
  );
});

test('a browser without WebGPU, or an adapter that fails, is told apart', async ({ page }) => {
  await page.addInitScript(() => {
    const answers = [
      // As tfjs's package is imported: without WebGPU it would register nothing.
      {},
      undefined,
      { requestAdapter: () => Promise.reject(new Error('the driver is too old')) },
    ];
    Object.defineProperty(navigator, 'gpu', { get: () => answers[0], configurable: true });
    Object.assign(window, { nextAnswer: () => answers.shift() });
  });
  await freshLab(page);
  const reasons = await page.evaluate(async () => {
    const { webgpu } = window.lab;
    const reasons = [];
    for (let i = 0; i < 2; i++) {
      (window as unknown as { nextAnswer: () => void }).nextAnswer();
      const { refused } = await webgpu.initBackend({ prefer: ['webgpu', 'cpu'] });
      reasons.push(refused[0]!.reason);
    }
    return reasons;
  });
  expect(reasons).toEqual(['this browser has no WebGPU', 'the driver is too old']);
});

test('a device that was given up can be had anew, and is no loss; one that was destroyed is', async ({
  page,
}) => {
  await freshLab(page);
  const { lost, backend, sum } = await page.evaluate(async () => {
    const { tf, webgpu } = window.lab;
    const lost: string[] = [];
    const options = { prefer: ['webgpu'], allowSoftware: true };
    const deviceOf = () => (tf.backend() as unknown as { device: GPUDevice }).device;
    const begin = (name: string) =>
      webgpu.initBackend({ ...options, onDeviceLost: (why) => lost.push(`${name}: ${why}`) });
    await begin('first');
    const first = deviceOf();
    await begin('second');
    first.destroy();
    await first.lost;
    // A browser may call a device destroyed whose process has ended.
    const second = deviceOf();
    second.destroy();
    await second.lost;
    await new Promise((resolve) => setTimeout(resolve));
    const { backend } = await webgpu.initBackend(options);
    const sum = await tf.sum(tf.ones([50, 50])).data();
    return { lost, backend, sum: sum[0] };
  });
  expect(lost).toEqual([expect.stringMatching(/^second: /)]);
  expect(backend).toBe('webgpu');
  expect(sum).toBe(2500);
});

test('a test too large for the device is refused with the numbers, or goes to main memory', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('webgpu');
  const { errors, status, compute } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const { device } = tf.backend() as unknown as { device: object };
    Object.defineProperty(device, 'limits', {
      value: { maxStorageBufferBindingSize: 4_000, maxBufferSize: 4_000 },
    });
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 2));
    const run = async (place: 'auto' | 'webgpu') => {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 4,
        compute: place,
      });
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.observe(gaussianRows(2, 4, 2));
      await monitor.idle();
      const { status } = monitor;
      await monitor.dispose();
      return { errors, status };
    };
    const { lastVerdict } = (await run('auto')).status;
    return { ...(await run('webgpu')), compute: lastVerdict?.compute };
  });
  expect(compute).toBe('wasm');
  expect(status.state).toBe('suspended');
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^InvalidOptionError: .* 16000 bytes; the device allows 4000/);
});
