import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { tinyModel } from '../../e2e/lab/tinyModel.js';
import { PATIENCE_MS } from '../../src/core/base/patience.js';
import { Turns } from '../../src/core/model/turns.js';
import { tappable } from '../../src/tfjs/models/tappable.js';
import { hearingTap, rowsOf } from '../support/tapped.js';

/** A tapped model whose n-th pass ends when it is told to. */
async function slowModel() {
  const model = await tinyModel();
  const executeAsync = model.executeAsync.bind(model);
  const ends: (() => void)[] = [];
  model.executeAsync = async (...args) => {
    await new Promise<void>((resolve) => ends.push(resolve));
    return executeAsync(...args);
  };
  const tap = hearingTap();
  const watched = tappable(model, { featureNode: 'x' }).tap(tap);
  const inputs = Array.from({ length: 20 }, (_, at) => tf.fill([1, 8], at));
  const passes = inputs.map(async (input) => tf.dispose(await watched.executeAsync(input)));
  const end = async (pass: number) => {
    ends[pass]!();
    await passes[pass];
  };
  return { heard: tap.heard, end };
}

const firsts = async (heard: Parameters<typeof rowsOf>[0]) =>
  (await rowsOf(heard)).map(([value]) => value);

test('a pass that does not end holds up eight others at most, and comes when it ends', async () => {
  const { heard, end } = await slowModel();
  const before = tf.memory().numTensors;
  for (let pass = 1; pass <= 7; pass++) await end(pass);
  expect(await firsts(heard)).toEqual([]);
  await end(8);
  expect(await firsts(heard)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await end(10);
  expect(await firsts(heard)).toEqual([]);
  await end(9);
  expect(await firsts(heard)).toEqual([9, 10]);
  await end(0);
  expect(await firsts(heard)).toEqual([0]);
  for (let pass = 11; pass < 20; pass++) await end(pass);
  expect(await firsts(heard)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect(tf.memory().numTensors).toBe(before);
});

test('what waits is disposed of when nobody is after it any more, and so is what comes late', async () => {
  const { heard, end } = await slowModel();
  const before = tf.memory().numTensors;
  for (let pass = 1; pass <= 5; pass++) await end(pass);
  expect(tf.memory().numTensors).toBeGreaterThan(before);
  heard.isOpen = false;
  await expect.poll(() => tf.memory().numTensors, { timeout: 2_000 }).toBe(before);
  await end(0);
  heard.isOpen = true;
  await end(6);
  expect(await firsts(heard)).toEqual([6]);
  expect(tf.memory().numTensors).toBe(before);
});

test('a pass is waited for no longer than is patient, however many do not end', () => {
  let look = (): void => {};
  let timers = 0;
  const { setInterval: set, clearInterval: clear } = globalThis;
  Object.assign(globalThis, {
    setInterval: (callback: () => void) => {
      look = callback;
      timers++;
      return {};
    },
    clearInterval: (timer: unknown) => {
      if (timer) timers--;
    },
  });
  try {
    const given: number[] = [];
    const turns = new Turns(() => true);
    const end = Array.from({ length: 12 }, (_, at) => {
      const turn = turns.begin();
      return () => turn({ handOver: () => given.push(at), discard: () => {} });
    });
    end[9]!();
    expect(timers).toBe(1);
    for (let ms = 250; ms < PATIENCE_MS; ms += 250) look();
    expect(given).toEqual([]);
    look();
    expect(given).toEqual([9]);
    expect(timers).toBe(0);
  } finally {
    Object.assign(globalThis, { setInterval: set, clearInterval: clear });
  }
});
