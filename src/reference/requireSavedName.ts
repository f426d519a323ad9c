import { InvalidOptionError } from '../core/base/errors.js';

const MAX_LENGTH = 200;

/** @throws {@link InvalidOptionError} unless it is a string of 1 to 200 characters. */
export function requireSavedName(name: unknown): void {
  if (typeof name === 'string' && name.length > 0 && name.length <= MAX_LENGTH) return;
  const came = typeof name === 'string' ? `one of ${name.length} characters` : String(name);
  throw new InvalidOptionError(
    `name: a string of 1 to ${MAX_LENGTH} characters was expected, ${came} came.`,
  );
}
