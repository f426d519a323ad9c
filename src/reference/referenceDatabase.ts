import { ReferenceStoreError, TimeoutError } from '../core/base/errors.js';
import { type Abortable, patiently } from '../core/base/patience.js';

/** What is known of a reference in the browser's storage without loading it. */
export interface SavedReference {
  /** It was saved by this name. */
  readonly name: string;
  /** Names its content in verdicts: `reference.id`. */
  readonly id: string;
  /** Number of feature rows. */
  readonly size: number;
  /** Values per feature row. */
  readonly width: number;
  /** Size of its file, calibrations and all. */
  readonly bytes: number;
  /** When it was fitted, ISO 8601. */
  readonly createdAt: string;
  /** When it was last saved by this name, ISO 8601. */
  readonly savedAt: string;
}

/** As `indexedDB.deleteDatabase` takes it. */
export const DATABASE = 'tfjs-drift';

/** Raised when the stores change; a browser opens no database by a lower number than its own. */
const DATABASE_VERSION = 1;

/**
 * Opening takes milliseconds. Behind a request of any tab that is blocked it takes for ever, and
 * only the first in that queue is told.
 */
const OPEN_WITHIN_MS = 10_000;

const DESCRIPTION_KEY: keyof SavedReference = 'name';

/**
 * Two stores: `files` has ArrayBuffers by name, `descriptions` has {@link SavedReference}s, apart
 * from the files so that listing them loads no file.
 *
 * @returns A connection, for the caller to close.
 * @throws ReferenceStoreError where there is no IndexedDB, or it does not open within 10 seconds; else
 *   what the browser threw.
 */
async function openReferenceDatabase({ signal }: Abortable): Promise<IDBDatabase> {
  const request = indexedDatabases().open(DATABASE, DATABASE_VERSION);
  request.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion >= 1) return;
    request.result.createObjectStore('files');
    request.result.createObjectStore('descriptions', { keyPath: DESCRIPTION_KEY });
  };
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => database.close();
      resolve(database);
    };
    request.onerror = () => reject(request.error);
  });
  const blocked = new Promise<never>((_, reject) => {
    request.onblocked = () => reject(new ReferenceStoreError(DOES_NOT_OPEN));
  });
  try {
    const patience = { ms: OPEN_WITHIN_MS, signal };
    return await patiently(Promise.race([opened, blocked]), 'It', patience);
  } catch (cause) {
    // What was blocked goes on when nobody waits for it any more.
    opened.then(
      (database) => database.close(),
      () => {},
    );
    if (cause instanceof TimeoutError) throw new ReferenceStoreError(DOES_NOT_OPEN, { cause });
    throw cause;
  }
}

const DOES_NOT_OPEN =
  `the database '${DATABASE}' does not open, most likely because another tab has it open ` +
  'in an older version. Close the other tabs of this site, then try again.';

function indexedDatabases(): IDBFactory {
  const factory: IDBFactory | undefined = globalThis.indexedDB;
  if (factory) return factory;
  throw new ReferenceStoreError(
    'there is no IndexedDB here, as outside of browsers and in some private windows.',
  );
}

/** The object stores of one transaction. */
export interface ReferenceStores {
  readonly files: IDBObjectStore;
  readonly descriptions: IDBObjectStore;
}

/**
 * Runs one transaction on a connection of its own: one left open would block other tabs.
 *
 * @param work Makes all requests at once, and gives the one whose result is wanted.
 * @returns That result, once all is written. Where this rejects nothing is written, unless it was just
 *   being committed.
 * @throws TimeoutError for one that is not done within a minute.
 * @throws The signal's reason, when aborted.
 */
export async function referenceTransaction<T>(
  mode: 'readonly' | 'readwrite',
  work: (stores: ReferenceStores) => IDBRequest<T>,
  abortable: Abortable,
): Promise<T> {
  const database = await openReferenceDatabase(abortable);
  let transaction: IDBTransaction | undefined;
  try {
    transaction = database.transaction(['files', 'descriptions'], mode);
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
  work: (stores: ReferenceStores) => IDBRequest<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // Only abort: every failed request ends in it, and so does a full disk at the very end.
    transaction.onabort = () => reject(transaction.error);
    const request = work({
      files: transaction.objectStore('files'),
      descriptions: transaction.objectStore('descriptions'),
    });
    transaction.oncomplete = () => resolve(request.result);
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
