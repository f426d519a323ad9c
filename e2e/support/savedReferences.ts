import type { Page } from 'playwright/test';

/** Saves a reference of normal rows in the browser. */
export function saveReference(page: Page, name: string, seed = 1, count = 5): Promise<string> {
  return page.evaluate(
    async ([name, seed, count]) => {
      const { drift, gaussianRows } = window.lab;
      const reference = await drift.Reference.fromFeatures(gaussianRows(seed, count, 3));
      await reference.save(name);
      return reference.id;
    },
    [name, seed, count] as const,
  );
}

/** The names of the list. */
export const namesOn = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await window.lab.drift.Reference.list()).map(({ name }) => name));

/** The `id` of what is loaded by a name. */
export const loadedId = (page: Page, name: string): Promise<string> =>
  page.evaluate(async (name) => (await window.lab.drift.Reference.load(name)).id, name);

/** What deleting the database does: `'blocked'` where a connection was left open. */
export function deleteDatabase(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.deleteDatabase('tfjs-drift');
        request.onblocked = () => resolve('blocked');
        request.onsuccess = () => resolve('deleted');
      }),
  );
}
