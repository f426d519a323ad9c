import { ReferenceStoreError } from '../core/base/errors.js';

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
function openReferenceDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDatabases().open(DATABASE, DATABASE_VERSION);
    let isGivenUp = false;
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion >= 1) return;
      request.result.createObjectStore('files');
      request.result.createObjectStore('descriptions', { keyPath: DESCRIPTION_KEY });
    };
    const giveUp = () => {
      isGivenUp = true;
      reject(
        new ReferenceStoreError(
          `the database '${DATABASE}' does not open, most likely because another tab has it open ` +
            'in an older version. Close the other tabs of this site, then try again.',
        ),
      );
    };
    const timer = setTimeout(giveUp, OPEN_WITHIN_MS);
    request.onblocked = giveUp;
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      database.onversionchange = () => database.close();
      // What was blocked goes on when nobody waits for it any more.
      if (isGivenUp) database.close();
      else resolve(database);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
  });
}

function indexedDatabases(): IDBFactory {
  const factory: IDBFactory | undefined = globalThis.indexedDB;
  if (factory) return factory;
  throw new ReferenceStoreError(
    'there is no IndexedDB here, as outside of browsers and in some private windows.',
  );
}

/** The object stores of one transaction. */
interface ReferenceStores {
  readonly files: IDBObjectStore;
  readonly descriptions: IDBObjectStore;
}

/**
 * Runs one transaction on a connection of its own: one left open would block other tabs.
 *
 * @param work Makes all requests at once, and gives the one whose result is wanted.
 * @returns That result, once all is written. Nothing is written where this rejects.
 */
export async function referenceTransaction<T>(
  mode: 'readonly' | 'readwrite',
  work: (stores: ReferenceStores) => IDBRequest<T>,
): Promise<T> {
  const database = await openReferenceDatabase();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(['files', 'descriptions'], mode);
      // Only abort: every failed request ends in it, and so does a full disk at the very end.
      transaction.onabort = () => reject(transaction.error);
      try {
        const request = work({
          files: transaction.objectStore('files'),
          descriptions: transaction.objectStore('descriptions'),
        });
        transaction.oncomplete = () => resolve(request.result);
      } catch (error) {
        reject(error);
        // What was requested before would be written otherwise.
        transaction.abort();
      }
    });
  } finally {
    database.close();
  }
}
