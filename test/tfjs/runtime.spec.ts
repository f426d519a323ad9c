import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { tfjs } from '../../src/tfjs/runtime.js';
import { onLosable } from '../support/losableBackend.js';

const none = { backend: 'none', adapter: 'cpu', software: false };

test('asking what tfjs is on starts nothing, and is answered while it starts and after it failed', async () => {
  tf.engine().reset();
  expect(tfjs.backendInfo()).toEqual(none);
  expect(tfjs.device()).toBeUndefined();
  expect(tf.engine().registry).toEqual({});
  let start = (_: unknown): void => {};
  const cpu = tf.findBackendFactory('cpu');
  tf.registerBackend('slow', () => new Promise<never>((_, reject) => (start = reject)));
  await quietly(async () => {
    const slow = tf.setBackend('slow');
    expect(tfjs.backendInfo()).toEqual(none);
    expect(tfjs.device()).toBeUndefined();
    start(new Error('no adapter'));
    expect(await slow).toBe(false);
    expect(tfjs.backendInfo()).toEqual(none);
    expect(tf.engine().registry).toEqual({});
    tf.removeBackend('slow');

    tf.removeBackend('cpu');
    await tfjs.ready();
    tf.registerBackend('broken', () => {
      throw new Error('no adapter');
    });
    await tfjs.ready();
    expect(tfjs.backendInfo()).toEqual(none);
    tf.removeBackend('broken');
  });
  tf.registerBackend('cpu', cpu);
  await tfjs.ready();
  expect(tfjs.backendInfo()).toEqual({ ...none, backend: 'cpu' });
});

test('what it is on is told of a device, and of a context that is lost', async () => {
  await onLosable('webgpu', async ({ device }) => {
    expect(tfjs.device()).toBe(device);
    expect(tfjs.backendInfo()).toEqual({ backend: 'webgpu', adapter: 'acme gpu', software: false });
  });
  await onLosable('webgl', async (backend) => {
    expect(tfjs.backendInfo()).toMatchObject({ backend: 'webgl', adapter: 'Acme GL' });
    backend.lose();
    expect(tfjs.backendInfo()).toMatchObject({ backend: 'webgl', adapter: 'unnamed adapter' });
    expect(tfjs.device()).toBeUndefined();
  });
});

/** tfjs warns of backends that do not start. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { warn } = console;
  console.warn = () => {};
  try {
    await work();
  } finally {
    console.warn = warn;
  }
}
