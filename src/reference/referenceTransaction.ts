import { openReferenceDatabase } from './referenceDatabase.js';

/** The object stores of one transaction. */
export interface ReferenceStores {
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
