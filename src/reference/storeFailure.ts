import { ReferenceStoreError } from '../core/base/errors.js';
import { DATABASE } from './referenceDatabase.js';

const REASONS: Readonly<Record<string, string>> = {
  QuotaExceededError:
    'the browser has no room for as much. Free some by Reference.delete(), or ask the user to.',
  SecurityError:
    'the browser denies this page its storage. Ask the user to allow site data for this site.',
  VersionError:
    `a newer version of this library made the database '${DATABASE}'. Load that version here, ` +
    `too, or delete all saved references by indexedDB.deleteDatabase('${DATABASE}').`,
};

/** @param what What could not be done, as the message's first words. */
export function storeFailure(what: string, cause: unknown): ReferenceStoreError {
  return new ReferenceStoreError(
    `${what}: ${reason(cause)} References can be kept as files without the browser's storage: ` +
      'reference.toFile(), Reference.fromFile().',
    { cause },
  );
}

function reason(cause: unknown): string {
  if (cause instanceof ReferenceStoreError) return cause.message;
  if (!(cause instanceof Error)) return 'the browser gave no reason. Try again.';
  const { name, message } = cause;
  return (
    REASONS[name] ?? `the browser failed with ${name}: ${message.replace(/\.?$/, '.')} Try again.`
  );
}
