import { expect, test } from 'playwright/test';
import { ReferenceStoreError, TimeoutError } from '../../src/core/base/errors.js';
import { Reference } from '../../src/reference/reference.js';
import { type Faults, FaultyIndexedDb, LATE_MS } from '../support/faultyIndexedDb.js';
import { inHurry } from '../support/hurriedTime.js';

let database: FaultyIndexedDb;
test.beforeEach(() => {
  database = new FaultyIndexedDb();
  Object.assign(globalThis, { indexedDB: database });
});
test.afterEach(() => {
  Reflect.deleteProperty(globalThis, 'indexedDB');
});

const reference = await Reference.fromFeatures([[1], [2], [4]]);

const calls = {
  save: (options?: object) => reference.save('gate', options),
  load: (options?: object) => Reference.load('door', options),
  list: (options?: object) => Reference.list(options),
  delete: (options?: object) => Reference.delete('door', options),
} as const;

/** Once what is late has come as well. */
async function nothingIsOpen(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  await expect.poll(() => [database.connections, database.transactions]).toEqual([0, 0]);
}
const names = () => [...database.stores['descriptions']!.keys()];

test.beforeEach(() => reference.save('door'));

for (const [faults, why] of [
  [{ open: 'throws' }, /denies this page its storage/],
  [{ open: 'fails' }, /UnknownError: broken/],
  [{ open: 'is blocked' }, /another tab has it open/],
  [{ open: 'never answers' }, /another tab has it open/],
  [{ open: 'answers late' }, /another tab has it open/],
  [{ transaction: 'throws' }, /InvalidStateError: closing/],
  [
    { transaction: 'never ends' },
    /The storage has not answered for 60 s and is given up\. Try again/,
  ],
  [{ transaction: 'aborts' }, /the browser has no room for as much/],
  [{ transaction: 'aborts without an error' }, /gave no reason/],
  [{ request: 'throws' }, /DataCloneError/],
] as const satisfies readonly (readonly [Faults, RegExp])[]) {
  const [[step, fault] = []] = Object.entries(faults);
  test(`where ${step} ${fault}, all calls reject, nothing is left, and the next ones work`, async () => {
    for (const call of Object.values(calls)) {
      database.faults = faults;
      const failed = inHurry(async () => void (await call()));
      await expect(failed).rejects.toThrow(ReferenceStoreError);
      await expect(failed).rejects.toThrow(why);
      await nothingIsOpen();
      expect(names()).toEqual(['door']);
      database.faults = {};
      expect((await Reference.load('door')).id).toBe(reference.id);
    }
  });
}

test('a storage that does not answer is told by what the error was caused by', async () => {
  database.faults = { transaction: 'never ends' };
  const error = await inHurry(() => Reference.list()).catch((error: Error) => error);
  expect((error as Error).cause).toBeInstanceOf(TimeoutError);
});

for (const faults of [
  { open: 'never answers' },
  { open: 'answers late' },
  { transaction: 'never ends' },
] as const satisfies readonly Faults[]) {
  const [[step, fault] = []] = Object.entries(faults);
  test(`a signal ends all calls where ${step} ${fault}`, async () => {
    database.faults = faults;
    for (const call of Object.values(calls)) {
      const ended = new AbortController();
      const failed = call({ signal: ended.signal });
      setTimeout(() => ended.abort(new Error('enough')), 5);
      await expect(failed).rejects.toThrow(/^enough$/);
      await nothingIsOpen();
    }
    expect(names()).toEqual(['door']);
  });
}

test('a signal that was aborted before ends all calls before they begin', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  for (const call of Object.values(calls)) {
    await expect(call({ signal })).rejects.toThrow(/^enough$/);
  }
  expect(names()).toEqual(['door']);
});
