import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { BackendUnavailableError } from 'tfjs-drift';
import { initBackend } from 'tfjs-drift/webgpu';
import { inHurry } from '../support/hurriedTime.js';

const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
test.afterEach(() => {
  Reflect.deleteProperty(globalThis, 'navigator');
  if (before) Object.defineProperty(globalThis, 'navigator', before);
});

test.beforeAll(async () => {
  // tfjs's package registers where it finds a page with WebGPU when it is imported.
  const page = { gpu: {} };
  Object.defineProperty(globalThis, 'navigator', { value: page, configurable: true });
  Object.defineProperty(globalThis, 'window', { value: globalThis, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  Reflect.deleteProperty(globalThis, 'window');
});

// Other tests of this process start tfjs without a page.
test.afterAll(() => tf.removeBackend('webgpu'));

const never = () => new Promise<never>(() => {});
const refuse = () => Promise.reject(new DOMException('no more of them.', 'OperationError'));
const explode = () => {
  throw new TypeError('not here');
};

function gpuIs(requestAdapter: () => unknown): void {
  const value = { gpu: { requestAdapter } };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
}

/** An adapter, as far as it is looked at. */
const adapterOf = (requestDevice: () => unknown) => ({
  info: { vendor: 'a', architecture: 'b', device: '', description: '' },
  features: new Set(),
  limits: {},
  requestDevice,
});

/** A device, as far as it is looked at before it computes. */
const deviceOf = (lost: Promise<unknown>, destroy = () => {}) => ({
  features: new Set(),
  lost,
  destroy,
});

const late = { reason: 'unknown', message: 'the driver was reset' };

const faults: readonly [string, () => unknown, string][] = [
  ['requestAdapter throws', explode, 'not here'],
  ['requestAdapter rejects', refuse, 'no more of them'],
  ['requestAdapter gives none', async () => null, 'the browser offers no WebGPU adapter'],
  [
    'requestAdapter never answers',
    never,
    'The browser, asked for a WebGPU adapter, has not answered for 60 s and is given up',
  ],
  ['requestDevice throws', async () => adapterOf(explode), 'not here'],
  ['requestDevice rejects', async () => adapterOf(refuse), 'no more of them'],
  [
    'requestDevice never answers',
    async () => adapterOf(never),
    'The GPU, asked for a device, has not answered for 60 s and is given up',
  ],
  [
    'the device is lost at once',
    async () => adapterOf(async () => deviceOf(Promise.resolve(late))),
    'its device was lost at once (the driver was reset)',
  ],
];

for (const [fault, requestAdapter, reason] of faults) {
  test(`where ${fault}, the next backend is taken and the reason told`, async () => {
    gpuIs(requestAdapter);
    const lost: string[] = [];
    const { backend, refused } = await inHurry(() =>
      initBackend({ prefer: ['webgpu', 'cpu'], onDeviceLost: (message) => lost.push(message) }),
    );
    expect(backend).toBe('cpu');
    expect(refused).toEqual([{ backend: 'webgpu', reason }]);
    expect(lost).toEqual([]);
    const none = initBackend({ prefer: [] });
    await expect(none).rejects.toThrow(BackendUnavailableError);
  });
}

test('a device that comes late is destroyed', async () => {
  let isDestroyed = false;
  let come = () => {};
  const device = new Promise((resolve) => {
    come = () => resolve(deviceOf(never(), () => (isDestroyed = true)));
  });
  gpuIs(async () => adapterOf(() => device));
  await inHurry(() => initBackend({ prefer: ['webgpu', 'cpu'] }));
  come();
  await expect.poll(() => isDestroyed).toBe(true);
});

test('a backend that never starts is given up, and takes no place when it comes late', async () => {
  let come = () => {};
  const factory = () =>
    new Promise<tf.KernelBackend>((resolve) => {
      come = () => resolve(new tf.KernelBackend());
    });
  tf.registerBackend('slow', factory, 7);
  const { backend, refused } = await inHurry(() => initBackend({ prefer: ['slow', 'cpu'] }));
  expect(backend).toBe('cpu');
  expect(refused).toEqual([
    { backend: 'slow', reason: 'It has not answered for 60 s and is given up' },
  ]);
  come();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(tf.getBackend()).toBe('cpu');
  expect([...tf.add([1, 2], 1).dataSync()]).toEqual([2, 3]);
  // It can be asked for again.
  expect(tf.engine().registryFactory['slow']).toEqual({ factory, priority: 7 });
  tf.removeBackend('slow');
});

test('a signal ends the choice with its reason, before and while it lasts', async () => {
  gpuIs(never);
  const ended = new AbortController();
  const { signal } = ended;
  const choosing = initBackend({ prefer: ['webgpu', 'cpu'], signal });
  ended.abort(new Error('enough'));
  await expect(choosing).rejects.toThrow(/^enough$/);
  await expect(initBackend({ prefer: ['cpu'], signal })).rejects.toThrow(/^enough$/);
});
