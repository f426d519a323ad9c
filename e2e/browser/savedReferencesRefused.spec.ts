import type { Page } from 'playwright/test';
import { expect, test } from '../support/labTest.js';
import { deleteDatabase, loadedId, namesOn, saveReference } from '../support/savedReferences.js';
import { startSmallLab } from '../support/sharedLabs.js';

const AS_FILES =
  "References can be kept as files without the browser's storage: reference.toFile(), " +
  'Reference.fromFile().';

/** What saving says; `'nothing'` where it works. */
function saveFailure(page: Page, name: string, count = 5, width = 3): Promise<string> {
  return page.evaluate(
    async ([name, count, width]) => {
      const { drift, failure, gaussianRows } = window.lab;
      const reference = await drift.Reference.fromFeatures(gaussianRows(7, count, width));
      return failure(() => reference.save(name));
    },
    [name, count, width] as const,
  );
}

/** What loading, listing and deleting say. */
function otherFailures(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { drift, failure } = window.lab;
    return Promise.all([
      failure(() => drift.Reference.load('door')),
      failure(() => drift.Reference.list()),
      failure(() => drift.Reference.delete('door')),
    ]);
  });
}

/** Lets the time of a page run ahead until there is an answer. */
async function ahead<Answer>(page: Page, answer: Promise<Answer>): Promise<Answer> {
  let isThere = false;
  const known = answer.finally(() => {
    isThere = true;
  });
  while (!isThere) await page.clock.fastForward(1_000);
  return known;
}

test('a full storage is said with what was to be written, and keeps what was there', async ({
  openSmallLab,
  context,
  baseURL,
}) => {
  const page = await openSmallLab();
  const protocol = await context.newCDPSession(page);
  const override = (quota: { quotaSize?: number }) =>
    protocol.send('Storage.overrideQuotaForOrigin', { origin: baseURL!, ...quota });
  const noRoom =
    'could not be saved, and stays usable in memory: the browser has no room for as much.';
  await override({ quotaSize: 100 });
  expect(await saveFailure(page, 'door')).toContain(noRoom);
  await override({ quotaSize: 1_000_000 });
  const id = await saveReference(page, 'door');
  const full = await saveFailure(page, 'door', 2_000, 200);
  expect(full).toMatch(/^ReferenceStoreError: Reference 'door' of 1,600,\d{3} bytes could not/);
  expect(full).toContain(noRoom);
  expect(full).toContain(AS_FILES);
  expect(await loadedId(page, 'door')).toBe(id);
  expect(await page.evaluate(() => window.lab.drift.Reference.list())).toMatchObject([
    { name: 'door', id, size: 5 },
  ]);
  await override({});
  expect(await saveFailure(page, 'door', 2_000, 200)).toBe('nothing');
});

test('without IndexedDB, an error says what to do', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await page.evaluate(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined, configurable: true });
  });
  const failures = [await saveFailure(page, 'door'), ...(await otherFailures(page))];
  const done = [
    /^Reference 'door' of \d+ bytes could not be saved, and stays usable in memory$/,
    /^Reference 'door' could not be loaded$/,
    /^The saved references could not be listed$/,
    /^Reference 'door' could not be deleted$/,
  ];
  for (const [index, message] of failures.entries()) {
    const [what, why] = message.replace('ReferenceStoreError: ', '').split(/: (.*)/);
    expect(what).toMatch(done[index]!);
    expect(why).toBe(
      `there is no IndexedDB here, as outside of browsers and in some private windows. ${AS_FILES}`,
    );
  }
});

test('a page that is denied its storage says so', async ({ openSmallLab, page }) => {
  // A sandboxed page has an origin of its own, and no storage.
  await page.route('**/*', async (route) => {
    const response = await route.fetch({ maxRetries: 3 });
    const headers: Record<string, string> = {
      ...response.headers(),
      'access-control-allow-origin': '*',
    };
    if (route.request().resourceType() === 'document') {
      headers['content-security-policy'] = 'sandbox allow-scripts';
    }
    await route.fulfill({ response, headers });
  });
  await openSmallLab();
  const failures = [await saveFailure(page, 'door'), ...(await otherFailures(page))];
  for (const message of failures) {
    expect(message).toMatch(/^ReferenceStoreError: .*: the browser denies this page its storage\./);
    expect(message).toContain(AS_FILES);
  }
});

test('a database of a newer version is left alone', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('tfjs-drift', 99);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      }),
  );
  const failures = [await saveFailure(page, 'door'), ...(await otherFailures(page))];
  for (const message of failures) {
    expect(message).toMatch(/^ReferenceStoreError: .*: a newer version of this library made the/);
    expect(message).toContain("indexedDB.deleteDatabase('tfjs-drift')");
  }
  const { cause, version } = await page.evaluate(async () => {
    const failed = window.lab.drift.Reference.list().catch((error: Error) => error.cause as Error);
    const cause = ((await failed) as Error).name;
    const [database] = await indexedDB.databases();
    return { cause, version: database!.version };
  });
  expect({ cause, version }).toEqual({ cause: 'VersionError', version: 99 });
});

test('an upgrade that another tab blocks is said, and done once that is closed', async ({
  openSmallLab,
  context,
}) => {
  await context.clock.install();
  const page = await openSmallLab();
  await saveReference(page, 'door');
  const other = await startSmallLab(await context.newPage());
  await other.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('tfjs-drift');
        request.onsuccess = () => {
          Object.assign(window, { held: request.result });
          resolve();
        };
      }),
  );
  // As a later version of the library would open it.
  await page.evaluate(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name, version) {
      return open.call(this, name, version! + 1);
    };
  });
  const failures = [
    await ahead(page, saveFailure(page, 'gate')),
    ...(await ahead(page, otherFailures(page))),
  ];
  for (const message of failures) {
    expect(message).toMatch(/^ReferenceStoreError: .*: the database 'tfjs-drift' does not open/);
  }
  await other.close();
  expect(await saveFailure(page, 'gate')).toBe('nothing');
  expect(await namesOn(page)).toEqual(['door', 'gate']);
  const deleted = await deleteDatabase(page);
  expect(deleted).toBe('deleted');
});
