import type { Abortable } from '../core/base/patience.js';
import { databaseTransaction, type PageDatabase } from './indexedDb.js';

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

const DESCRIPTION_KEY: keyof SavedReference = 'name';

/**
 * Two stores: `files` has ArrayBuffers by name, `descriptions` has {@link SavedReference}s, apart
 * from the files so that listing them loads no file.
 */
const REFERENCES: PageDatabase = {
  name: DATABASE,
  version: 1,
  upgrade: (database, oldVersion) => {
    if (oldVersion >= 1) return;
    database.createObjectStore('files');
    database.createObjectStore('descriptions', { keyPath: DESCRIPTION_KEY });
  },
  stores: ['files', 'descriptions'],
};

/** The object stores of one transaction. */
export interface ReferenceStores {
  readonly files: IDBObjectStore;
  readonly descriptions: IDBObjectStore;
}

/** See {@link databaseTransaction}. @param work Makes all requests at once. */
export function referenceTransaction<T>(
  mode: 'readonly' | 'readwrite',
  work: (stores: ReferenceStores) => IDBRequest<T>,
  abortable: Abortable,
): Promise<T> {
  return databaseTransaction(
    REFERENCES,
    mode,
    (store) => work({ files: store('files'), descriptions: store('descriptions') }),
    abortable,
  );
}
