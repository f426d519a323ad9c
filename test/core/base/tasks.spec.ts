import { expect, test } from 'playwright/test';
import { nextTask, timeSlices } from '../../../src/core/base/tasks.js';

test('without a MessageChannel the next task comes by a timer, and with one again by that', async () => {
  const { MessageChannel } = globalThis;
  const order: string[] = [];
  Reflect.deleteProperty(globalThis, 'MessageChannel');
  try {
    const next = nextTask().then(() => order.push('task'));
    void Promise.resolve().then(() => order.push('microtask'));
    await next;
    expect(order).toEqual(['microtask', 'task']);
  } finally {
    Object.assign(globalThis, { MessageChannel });
  }
  await nextTask();
});

test('a long computation ends in its next slice once it is aborted', async () => {
  const ended = new AbortController();
  const pause = timeSlices(ended.signal);
  ended.abort(new Error('enough'));
  const work = async () => {
    for (;;) await pause();
  };
  await expect(work()).rejects.toThrow(/^enough$/);
});
