import { expect, test } from 'playwright/test';
import { PartLoadError, TimeoutError } from '../../../src/core/base/errors.js';
import { loadPart } from '../../../src/core/base/loadPart.js';
import { inHurry } from '../../support/hurriedTime.js';

const never = (): Promise<never> => new Promise(() => {});

test('a part that never comes is given up, and the next call tries again', async () => {
  const error = await inHurry(() => loadPart(never)).catch((error: Error) => error);
  expect(error).toBeInstanceOf(PartLoadError);
  expect((error as Error).cause).toBeInstanceOf(TimeoutError);
  expect((error as Error).message).toMatch(
    /could not be loaded: Its file has not answered for 60 s and is given up\. The page is offline/,
  );
  await expect(loadPart(async () => 3)).resolves.toBe(3);
});

test('a signal ends the loading with its reason, before and while it lasts', async () => {
  const ended = new AbortController();
  const { signal } = ended;
  const loading = loadPart(never, { signal });
  ended.abort(new Error('enough'));
  await expect(loading).rejects.toThrow(/^enough$/);
  let isAsked = false;
  const asked = loadPart(async () => (isAsked = true), { signal });
  await expect(asked).rejects.toThrow(/^enough$/);
  expect(isAsked).toBe(false);
});

test('a service worker is told what it may not do', async () => {
  const disallowed = () => Promise.reject(new TypeError('import() is disallowed'));
  Object.assign(globalThis, { ServiceWorkerGlobalScope: class {} });
  try {
    await expect(loadPart(disallowed)).rejects.toThrow(
      'could not be loaded: import() is disallowed. A service worker may not load parts later',
    );
  } finally {
    Reflect.deleteProperty(globalThis, 'ServiceWorkerGlobalScope');
  }
  await expect(loadPart(disallowed)).rejects.toThrow('The page is offline');
});
