import { ReferenceStoreError, TimeoutError } from '../core/base/errors.js';
import { type Abortable, patiently } from '../core/base/patience.js';

/** A database in the browser's storage, of the page's origin. */
export interface PageDatabase {
  /** As `indexedDB.deleteDatabase` takes it. */
  readonly name: string;
  /** Raised when the stores change; a browser opens no database by a lower number than its own. */
  readonly version: number;
  /** Makes the stores that versions after `oldVersion` have; 0 where there is no database yet. */
  readonly upgrade: (database: IDBDatabase, oldVersion: number) => void;
  readonly stores: readonly string[];
}

/**
 * Opening takes milliseconds. Behind a request of any tab that is blocked it takes for ever, and
 * only the first in that queue is told.
 */
const OPEN_WITHIN_MS = 10_000;

/**
 * @returns A connection, for the caller to close.
 * @throws ReferenceStoreError where there is no IndexedDB, or it does not open within 10 seconds; else
 *   what the browser threw.
 */
async function opened(
  { name, version, upgrade }: PageDatabase,
  { signal }: Abortable,
): Promise<IDBDatabase> {
  const request = indexedDatabases().open(name, version);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => database.close();
      resolve(database);
    };
    request.onerror = () => reject(request.error);
  });
  const doesNotOpen =
    `the database '${name}' does not open, most likely because another tab has it open ` +
    'in an older version. Close the other tabs of this site, then try again.';
  const blocked = new Promise<never>((_, reject) => {
    request.onblocked = () => reject(new ReferenceStoreError(doesNotOpen));
  });
  try {
    const patience = { ms: OPEN_WITHIN_MS, signal };
    return await patiently(Promise.race([opening, blocked]), 'It', patience);
  } catch (cause) {
    // What was blocked goes on when nobody waits for it any more.
    opening.then(
      (database) => database.close(),
      () => {},
    );
    if (cause instanceof TimeoutError) throw new ReferenceStoreError(doesNotOpen, { cause });
    throw cause;
  }
}

function indexedDatabases(): IDBFactory {
  const factory: IDBFactory | undefined = globalThis.indexedDB;
  if (factory) return factory;
  throw new ReferenceStoreError(
    'there is no IndexedDB here, as outside of browsers and in some private windows.',
  );
}

/** What is read once all is written. */
export type Answer<T> = Pick<IDBRequest<T>, 'result'>;

/**
 * Runs one transaction on a connection of its own: one left open would block other tabs.
 *
 * @param work Makes all requests at once or in the handlers of others, and gives the one whose result is wanted.
 * @returns That result, once all is written. Where this rejects nothing is written, unless it was just
 *   being committed.
 * @throws TimeoutError for one that is not done within a minute.
 * @throws The signal's reason, when aborted.
 */
export async function databaseTransaction<T>(
  page: PageDatabase,
  mode: 'readonly' | 'readwrite',
  work: (store: (name: string) => IDBObjectStore) => Answer<T>,
  abortable: Abortable,
): Promise<T> {
  const database = await opened(page, abortable);
  let transaction: IDBTransaction | undefined;
  try {
    transaction = database.transaction(page.stores, mode);
    return await patiently(finished(transaction, work), 'The storage', abortable);
  } catch (error) {
    abort(transaction);
    throw error;
  } finally {
    database.close();
  }
}

function finished<T>(
  transaction: IDBTransaction,
  work: (store: (name: string) => IDBObjectStore) => Answer<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // Only abort: every failed request ends in it, and so does a full disk at the very end.
    transaction.onabort = () => reject(transaction.error);
    const answer = work((name) => transaction.objectStore(name));
    transaction.oncomplete = () => resolve(answer.result);
  });
}

/** What was requested of one that is given up would be written otherwise. */
function abort(transaction: IDBTransaction | undefined): void {
  try {
    transaction?.abort();
  } catch {
    // It has ended.
  }
}
