import { ReferenceStoreError } from '../core/base/errors.js';
import { referenceTransaction } from './referenceTransaction.js';
import { requireSavedName } from './requireSavedName.js';
import type { SavedReference } from './savedReference.js';
import { storeFailure } from './storeFailure.js';

const NAMES_IN_MESSAGE = 10;

/** Files of references in the browser's IndexedDB, by name. */
export const referenceStore = {
  async save(
    name: string,
    content: Blob,
    about: Pick<SavedReference, 'id' | 'size' | 'width' | 'createdAt'>,
  ): Promise<void> {
    requireSavedName(name);
    const { id, size, width, createdAt } = about;
    const bytes = content.size;
    const savedAt = new Date().toISOString();
    const description = { name, id, size, width, bytes, createdAt, savedAt };
    // A transaction ends by itself while something else is awaited.
    const file = await content.arrayBuffer();
    await named(
      `Reference '${name}' of ${bytes.toLocaleString('en')} bytes could not be saved, and stays ` +
        'usable in memory',
      referenceTransaction('readwrite', ({ files, descriptions }) => {
        files.put(file, name);
        return descriptions.put(description satisfies SavedReference);
      }),
    );
  },

  async load(name: string): Promise<ArrayBuffer> {
    requireSavedName(name);
    const failed = `Reference '${name}' could not be loaded`;
    const file: ArrayBuffer | undefined = await named(
      failed,
      referenceTransaction('readonly', ({ files }) => files.get(name)),
    );
    if (file !== undefined) return file;
    const names = (await referenceStore.list()).map((saved) => `'${saved.name}'`);
    throw new ReferenceStoreError(
      `${failed}: none was saved by this name in this browser. ${thoseThere(names)}`,
    );
  },

  /** Sorted by name, in the order of its UTF-16 code units, as IndexedDB does. */
  list(): Promise<SavedReference[]> {
    return named(
      'The saved references could not be listed',
      referenceTransaction('readonly', ({ descriptions }) => descriptions.getAll()),
    );
  },

  async delete(name: string): Promise<void> {
    requireSavedName(name);
    await named(
      `Reference '${name}' could not be deleted`,
      referenceTransaction('readwrite', ({ files, descriptions }) => {
        files.delete(name);
        return descriptions.delete(name);
      }),
    );
  },
};

async function named<T>(what: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (cause) {
    throw storeFailure(what, cause);
  }
}

function thoseThere(names: readonly string[]): string {
  if (names.length === 0) return 'No reference is saved yet: reference.save(name) does.';
  const more = names.length - NAMES_IN_MESSAGE;
  const listed = names.slice(0, NAMES_IN_MESSAGE).join(', ');
  return `Saved are ${listed}${more > 0 ? ` and ${more} more, see Reference.list()` : ''}.`;
}
