import type { Page } from 'playwright/test';
import type { Reference } from 'tfjs-drift';
import { expect, test } from '../support/labTest.js';
import { deleteDatabase, loadedId, namesOn, saveReference } from '../support/savedReferences.js';
import { startSmallLab } from '../support/sharedLabs.js';

const NAME = 'Tür 3 / 門';

/** All that makes a reference: of the one loaded by the name, or of the page's own. */
function contentOn(page: Page, name?: string) {
  return page.evaluate(async (name) => {
    const { fitted } = window as unknown as { fitted: Reference };
    const reference = name === undefined ? fitted : await window.lab.drift.Reference.load(name);
    const { features, mean, id, bandwidth, model, createdAt, calibrations, outputs } = reference;
    return {
      features: [...features.values],
      mean: [...mean],
      id,
      bandwidth,
      model,
      createdAt,
      confidence: [...outputs!.confidence],
      calibrations: calibrations.all.map(({ thresholds, ...rest }) => [...thresholds, rest]),
      bytes: reference.toFile().size,
    };
  }, name);
}

test('a saved reference is listed, and is the same on the next visit', async ({ openOwnLab }) => {
  const page = await openOwnLab('cpu');
  const { list, since } = await page.evaluate(async (name) => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const { Reference } = drift;
    const inputs = gaussianRows(1, 60, 8).map((row) => tf.tensor2d([row]));
    const reference = await Reference.fit(await tinyModel(), inputs, { featureNode: 'features' });
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 8,
      falseAlarms: { perSamples: 500 },
    });
    monitor.observe(gaussianRows(2, 8, 6));
    await monitor.idle();
    Object.assign(window, { fitted: reference });
    const since = new Date().toISOString();
    await reference.save(name);
    return { list: await Reference.list(), since };
  }, NAME);
  const before = await contentOn(page);
  expect(before.model).toMatchObject({ featureNode: 'features' });
  expect(before.calibrations).toHaveLength(1);
  const { id, bytes, createdAt } = before;
  const savedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(list).toEqual([{ name: NAME, id, size: 60, width: 6, bytes, createdAt, savedAt }]);
  expect(list[0]!.savedAt >= since).toBe(true);

  await page.reload();
  await page.waitForFunction(() => window.lab !== undefined);
  expect(await contentOn(page, NAME)).toEqual(before);
  expect(await page.evaluate(() => window.lab.drift.Reference.list())).toEqual(list);
});

test('names are sorted, overwritten, deleted, and said where one is missing', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  const missing = () =>
    page.evaluate(() => window.lab.failure(() => window.lab.drift.Reference.load('yard')));
  expect(await namesOn(page)).toEqual([]);
  expect(await missing()).toBe(
    "ReferenceStoreError: Reference 'yard' could not be loaded: none was saved by this name in this " +
      'browser. No reference is saved yet: reference.save(name) does.',
  );
  await saveReference(page, 'gate');
  await saveReference(page, 'door', 2);
  const [first] = await page.evaluate(() => window.lab.drift.Reference.list());
  const id = await saveReference(page, 'door', 3, 9);
  expect(id).not.toBe(first!.id);
  expect(await page.evaluate(() => window.lab.drift.Reference.list())).toMatchObject([
    { name: 'door', id, size: 9, width: 3 },
    { name: 'gate', size: 5 },
  ]);
  expect(await loadedId(page, 'door')).toBe(id);
  expect(await missing()).toContain("in this browser. Saved are 'door', 'gate'.");

  await page.evaluate(async () => {
    await window.lab.drift.Reference.delete('door');
    await window.lab.drift.Reference.delete('door');
  });
  expect(await namesOn(page)).toEqual(['gate']);
  const stores = await page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        indexedDB.open('tfjs-drift').onsuccess = ({ target }) => {
          const { result } = target as IDBOpenDBRequest;
          const stores = result.transaction(['files', 'descriptions']);
          const counts = ['files', 'descriptions'].map((name) => stores.objectStore(name).count());
          stores.oncomplete = () => resolve(counts.map((count) => count.result));
          result.close();
        };
      }),
  );
  expect(stores).toEqual([1, 1]);

  for (let index = 10; index < 22; index++) await saveReference(page, `line ${index}`);
  expect(await missing()).toMatch(/'gate', 'line 10', .*'line 18' and 3 more, see Reference\.list/);
});

test('a name is a string of 1 to 200 characters', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  const { failures, long } = await page.evaluate(async () => {
    const { drift, failure, gaussianRows } = window.lab;
    const { Reference } = drift;
    const reference = await Reference.fromFeatures(gaussianRows(1, 5, 3));
    const failures = [];
    for (const name of ['', 'x'.repeat(201), undefined as unknown as string]) {
      for (const call of [
        () => reference.save(name),
        () => Reference.load(name),
        () => Reference.delete(name),
      ]) {
        failures.push(await failure(call));
      }
    }
    await reference.save('x'.repeat(200));
    return { failures, long: (await Reference.load('x'.repeat(200))).id === reference.id };
  });
  const expected = 'InvalidOptionError: name: a string of 1 to 200 characters was expected,';
  const came = ['one of 0 characters', 'one of 201 characters', 'undefined'];
  expect(failures).toEqual(
    came.flatMap((what) => Array.from({ length: 3 }, () => `${expected} ${what} came.`)),
  );
  expect(long).toBe(true);
});

test('the files of a list are not read, and a damaged one is refused', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await saveReference(page, 'door');
  const { read, damaged } = await page.evaluate(async () => {
    const { drift, failure } = window.lab;
    const read: string[] = [];
    for (const method of ['get', 'getAll', 'openCursor'] as const) {
      const own = IDBObjectStore.prototype[method] as (...given: unknown[]) => never;
      IDBObjectStore.prototype[method] = function (this: IDBObjectStore, ...given: unknown[]) {
        read.push(this.name);
        return own.apply(this, given);
      };
    }
    await drift.Reference.list();
    const listed = [...read];
    await drift.Reference.load('door');
    await new Promise((resolve) => {
      indexedDB.open('tfjs-drift').onsuccess = ({ target }) => {
        const { result } = target as IDBOpenDBRequest;
        const transaction = result.transaction('files', 'readwrite');
        transaction.objectStore('files').put(new ArrayBuffer(40), 'door');
        transaction.oncomplete = resolve;
        result.close();
      };
    });
    const damaged = await failure(() => drift.Reference.load('door'));
    return { read: { listed, loaded: read.slice(listed.length) }, damaged };
  });
  expect(read).toEqual({ listed: ['descriptions'], loaded: ['files', 'files'] });
  expect(damaged).toMatch(/^InvalidReferenceFileError: This is not a re/);
});

test('what fails half-way writes nothing', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  const id = await saveReference(page, 'door');
  const failure = await page.evaluate(async () => {
    const { drift, failure, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(2, 9, 3));
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      if (this.name === 'descriptions') throw new DOMException('No memory.', 'DataCloneError');
      return put.call(this, value, key);
    };
    return failure(() => reference.save('door'));
  });
  expect(failure).toContain('the browser failed with DataCloneError: No memory. Try again.');
  expect(await loadedId(page, 'door')).toBe(id);
});

test('two pages see what the other saves, and neither blocks the other', async ({
  openSmallLab,
  context,
}) => {
  const page = await openSmallLab();
  const other = await startSmallLab(await context.newPage());
  const id = await saveReference(page, 'door');
  expect(await loadedId(other, 'door')).toBe(id);
  const ids = await Promise.all([saveReference(page, 'a', 4), saveReference(other, 'b', 5)]);
  expect(await Promise.all([loadedId(other, 'a'), loadedId(page, 'b')])).toEqual(ids);
  expect(await namesOn(page)).toEqual(['a', 'b', 'door']);
  // Would wait for ever for a connection that was left open.
  const deleted = await deleteDatabase(other);
  expect(deleted).toBe('deleted');
  expect(await namesOn(page)).toEqual([]);
});
