import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import type { DeviceRows } from '../../src/core/base/rows.js';
import { tfjs } from '../../src/tfjs/runtime.js';
import { type LosableBackend, onLosable } from '../support/losableBackend.js';
import { errorOf, tensorsOf, withFault } from '../support/tapped.js';

const take = (tensor: tf.Tensor): DeviceRows => tfjs.takeRows(tensor, 'live')!;
const twoRows = () =>
  tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
const current = () => tf.engine().backend as object;

test('rows name their holder, read, pick and free what they hold', async () => {
  await tf.setBackend('cpu');
  const left = await tensorsOf(async () => {
    const given = twoRows();
    const rows = take(given);
    given.dispose();
    const picked = rows.pick([1]);
    expect(rows.holder).toBe(current());
    expect(picked.holder).toBe(current());
    expect([...(await rows.data())]).toEqual([1, 2, 3, 4]);
    expect([...(await picked.data())]).toEqual([3, 4]);
    expect(rows.lend()).toBeUndefined();
    rows.dispose();
    picked.dispose();
    rows.dispose();
  });
  expect(left).toBe(0);
});

test('picking, taking and reading that fail leave no tensor', async () => {
  const rows = take(twoRows());
  for (const method of ['keep', 'runKernel', 'tidy'] as const) {
    const left = await tensorsOf(async () => {
      expect(await errorOf(() => withFault(method, () => rows.pick([0])))).toContain(method);
      const given = twoRows();
      expect(await errorOf(() => withFault(method, () => take(given)))).toContain(method);
      given.dispose();
    });
    expect(left).toBe(0);
  }
  rows.dispose();
});

test('a tensor that is gone, and one of no numbers, are refused by name', async () => {
  const gone = /^InvalidFeaturesError: A tensor came whose values are gone/;
  const disposed = twoRows();
  const rows = take(disposed);
  const forgotten = take(disposed);
  disposed.dispose();
  rows.dispose();
  expect(await errorOf(() => take(disposed))).toMatch(gone);
  expect(await errorOf(() => rows.data())).toMatch(gone);
  expect(await errorOf(() => rows.pick([0]))).toMatch(gone);
  const complex = tf.complex(tf.ones([2, 2]), tf.ones([2, 2]));
  expect(await errorOf(() => take(complex))).toMatch(/^InvalidFeaturesError: live: .*complex64/);
  expect(await errorOf(() => take(tf.tensor2d([['a', 'b']])))).toMatch(/^InvalidF.*string came/);
  tf.engine().reset();
  await tf.setBackend('cpu');
  expect(await errorOf(() => forgotten.data())).toMatch(gone);
  forgotten.dispose();
});

for (const kind of ['webgpu', 'webgl'] as const) {
  const lost = /^DeviceLostError: The (GPUDevice|WebGL context) that features lie on is lost/;
  const losses: Record<string, (backend: LosableBackend) => void> = {
    'before they are read': (backend) => backend.lose(),
    'while they are read': (backend) => {
      backend.onRead = backend.lose;
    },
  };
  for (const [when, lose] of Object.entries(losses)) {
    test(`features whose ${kind} device is lost ${when} are never read`, async () => {
      await onLosable(kind, async (backend) => {
        const rows = take(twoRows());
        expect(rows.holder).toBe(backend);
        expect([...(await rows.data())]).toEqual([1, 2, 3, 4]);
        lose(backend);
        expect(await errorOf(() => rows.data())).toMatch(lost);
        expect(rows.lend()).toBeUndefined();
        rows.dispose();
      });
    });
  }

  test(`features on ${kind} are read, not moved, when the app has left it`, async () => {
    await onLosable(kind, async (backend) => {
      const given = twoRows();
      const rows = take(given);
      await tf.setBackend('cpu');
      const left = /^InvalidFeaturesError: .*backend (that|which) the app has left/;
      await withFault('moveData', async () => {
        expect([...(await rows.data())]).toEqual([1, 2, 3, 4]);
        expect(rows.holder).toBe(backend);
        expect(await errorOf(() => rows.pick([0]))).toMatch(left);
        expect(await errorOf(() => take(given))).toMatch(left);
        expect(rows.lend()).toBeUndefined();
      });
      rows.dispose();
      given.dispose();
    });
  });
}
