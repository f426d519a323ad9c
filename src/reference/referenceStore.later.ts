import { InvalidOptionError, ReferenceStoreError, TimeoutError } from '../core/base/errors.js';
import { type Abortable, patiently } from '../core/base/patience.js';
import {
  DATABASE,
  type ReferenceStores,
  referenceTransaction,
  type SavedReference,
} from './referenceDatabase.js';

const NAMES_IN_MESSAGE = 10;

/** Files of references in the browser's IndexedDB, by name. */
export const referenceStore = {
  async save(
    name: string,
    content: Blob,
    about: Pick<SavedReference, 'id' | 'size' | 'width' | 'createdAt'>,
    abortable: Abortable = {},
  ): Promise<void> {
    requireSavedName(name);
    const { id, size, width, createdAt } = about;
    const bytes = content.size;
    const savedAt = new Date().toISOString();
    const description = { name, id, size, width, bytes, createdAt, savedAt };
    // A transaction ends by itself while something else is awaited.
    const file = await patiently(content.arrayBuffer(), 'The file', abortable);
    await named(
      `Reference '${name}' of ${bytes.toLocaleString('en')} bytes could not be saved, and stays ` +
        'usable in memory',
      abortable,
      'readwrite',
      ({ files, descriptions }) => {
        files.put(file, name);
        return descriptions.put(description satisfies SavedReference);
      },
    );
  },

  async load(name: string, abortable: Abortable = {}): Promise<ArrayBuffer> {
    requireSavedName(name);
    const failed = `Reference '${name}' could not be loaded`;
    const file: ArrayBuffer | undefined = await named(failed, abortable, 'readonly', ({ files }) =>
      files.get(name),
    );
    if (file !== undefined) return file;
    const names = (await referenceStore.list(abortable)).map((saved) => `'${saved.name}'`);
    throw new ReferenceStoreError(
      `${failed}: none was saved by this name in this browser. ${thoseThere(names)}`,
    );
  },

  /** Sorted by name, in the order of its UTF-16 code units, as IndexedDB does. */
  list(abortable: Abortable = {}): Promise<SavedReference[]> {
    return named(
      'The saved references could not be listed',
      abortable,
      'readonly',
      ({ descriptions }) => descriptions.getAll(),
    );
  },

  async delete(name: string, abortable: Abortable = {}): Promise<void> {
    requireSavedName(name);
    await named(
      `Reference '${name}' could not be deleted`,
      abortable,
      'readwrite',
      ({ files, descriptions }) => {
        files.delete(name);
        return descriptions.delete(name);
      },
    );
  },
};

/** @param what What cannot be done where it fails, as the message's first words. */
async function named<T>(
  what: string,
  abortable: Abortable,
  mode: 'readonly' | 'readwrite',
  work: (stores: ReferenceStores) => IDBRequest<T>,
): Promise<T> {
  abortable.signal?.throwIfAborted();
  try {
    return await referenceTransaction(mode, work, abortable);
  } catch (cause) {
    abortable.signal?.throwIfAborted();
    throw storeFailure(what, cause);
  }
}

function thoseThere(names: readonly string[]): string {
  if (names.length === 0) return 'No reference is saved yet: reference.save(name) does.';
  const more = names.length - NAMES_IN_MESSAGE;
  const listed = names.slice(0, NAMES_IN_MESSAGE).join(', ');
  return `Saved are ${listed}${more > 0 ? ` and ${more} more, see Reference.list()` : ''}.`;
}

const MAX_LENGTH = 200;

/** @throws {@link InvalidOptionError} unless it is a string of 1 to 200 characters. */
function requireSavedName(name: unknown): void {
  if (typeof name === 'string' && name.length > 0 && name.length <= MAX_LENGTH) return;
  const came = typeof name === 'string' ? `one of ${name.length} characters` : String(name);
  throw new InvalidOptionError(
    `name: a string of 1 to ${MAX_LENGTH} characters was expected, ${came} came.`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  QuotaExceededError:
    'the browser has no room for as much. Free some by Reference.delete(), or ask the user to.',
  SecurityError:
    'the browser denies this page its storage. Ask the user to allow site data for this site.',
  NotFoundError:
    `the database '${DATABASE}' lacks its stores: something else made it. Delete it by ` +
    `indexedDB.deleteDatabase('${DATABASE}').`,
  VersionError:
    `a newer version of this library made the database '${DATABASE}'. Load that version here, ` +
    `too, or delete all saved references by indexedDB.deleteDatabase('${DATABASE}').`,
};

/** @param what What could not be done, as the message's first words. */
function storeFailure(what: string, cause: unknown): ReferenceStoreError {
  return new ReferenceStoreError(
    `${what}: ${reason(cause)} References can be kept as files without the browser's storage: ` +
      'reference.toFile(), Reference.fromFile().',
    { cause },
  );
}

function reason(cause: unknown): string {
  if (cause instanceof ReferenceStoreError) return cause.message;
  if (cause instanceof TimeoutError) return `${cause.message} Try again, or reload the page.`;
  if (!(cause instanceof Error)) return 'the browser gave no reason. Try again.';
  const { name, message } = cause;
  return (
    REASONS[name] ?? `the browser failed with ${name}: ${message.replace(/\.?$/, '.')} Try again.`
  );
}
