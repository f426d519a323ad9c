import '@tensorflow/tfjs-backend-cpu';
import type { io } from '@tensorflow/tfjs-core';
import { expect, test } from 'playwright/test';
import { ModelLoadError, TimeoutError } from 'tfjs-drift';
import { loadMobileNet } from 'tfjs-drift/mobilenet';
import { inHurry } from '../support/hurriedTime.js';

const URL = 'https://example.test/model.json';
const { fetch } = globalThis;
test.afterEach(() => {
  globalThis.fetch = fetch;
});

const MODEL = {
  format: 'graph-model',
  modelTopology: { node: [], library: {} },
  weightsManifest: [
    { paths: ['shard.bin'], weights: [{ name: 'w', shape: [40], dtype: 'float32' }] },
  ],
};
const modelJson = () => new Response(JSON.stringify(MODEL));
/** Tells the requests of a test from those of others. */
const QUERY = '?given-up';
const never = () => new Promise<never>(() => {});

/** Of all fetches the signals that they were given. */
function fetchesAre(
  answer: (url: string, signal: AbortSignal) => unknown,
  query = '',
): AbortSignal[] {
  const signals: AbortSignal[] = [];
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    // What a test before has left under way is none of them.
    if (String(url).endsWith(query)) signals.push(init.signal!);
    return answer(url, init.signal!);
  }) as unknown as typeof globalThis.fetch;
  return signals;
}

/** 160 bytes, four at a time; `then` comes after them. */
function dripping(everyMs: number, then: () => Promise<void>): Response {
  let drips = 0;
  return new Response(
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, everyMs));
        controller.enqueue(new Uint8Array(4));
        if (++drips < 40) return;
        await then();
        controller.close();
      },
    }),
  );
}

for (const [what, answer] of [
  ['answers nothing', never],
  ['sends no weights', (url: string) => (url.startsWith(URL) ? modelJson() : never())],
  [
    'stops in the middle',
    (url: string) => (url.startsWith(URL) ? modelJson() : dripping(0, never)),
  ],
] as const) {
  test(`a server that ${what} is given up, and by a signal before`, async () => {
    const modelUrl = `${URL}${QUERY}`;
    const signals = fetchesAre(answer, QUERY);
    const error = await inHurry(() => loadMobileNet({ modelUrl })).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ModelLoadError);
    expect(error.cause).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain(
      `from '${modelUrl}': Its server or the backend has not answered for 60 s and is given up. A model`,
    );
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    const ended = new AbortController();
    const loading = loadMobileNet({ modelUrl, signal: ended.signal });
    setTimeout(() => ended.abort(new Error('enough')), 10);
    await expect(loading).rejects.toThrow(/^enough$/);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });
}

test('a slow download goes on as long as bytes come', async () => {
  fetchesAre((url) => (url === URL ? modelJson() : dripping(8, async () => {})));
  const before = performance.now();
  // 60 s are 60 ms here, and it takes 320; then it is found to be no MobileNet.
  const error = await inHurry(() => loadMobileNet({ modelUrl: URL })).catch((thrown) => thrown);
  expect(performance.now() - before).toBeGreaterThan(200);
  expect(error).toBeInstanceOf(ModelLoadError);
  expect(error.cause).not.toBeInstanceOf(TimeoutError);
});

test('looking for what went wrong has an end as well', async () => {
  let asked = 0;
  const signals = fetchesAre(() => (asked++ === 0 ? new Response('{') : never()));
  const error = await inHurry(() => loadMobileNet({ modelUrl: URL })).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ModelLoadError);
  expect(error.cause).not.toBeInstanceOf(TimeoutError);
  expect(asked).toBe(2);
  expect(signals.at(-1)!.aborted).toBe(true);
});

test('a handler is waited for, and a signal ends that', async () => {
  const handler: io.IOHandler = { load: never };
  const ended = new AbortController();
  const loading = loadMobileNet({ modelUrl: handler, signal: ended.signal });
  setTimeout(() => ended.abort(new Error('enough')), 10);
  await expect(loading).rejects.toThrow(/^enough$/);
  const again = loadMobileNet({ modelUrl: handler, signal: ended.signal });
  await expect(again).rejects.toThrow(/^enough$/);
});
