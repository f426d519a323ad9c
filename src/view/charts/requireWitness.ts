import { InvalidOptionError } from '../../core/base/errors.js';

/** @throws {@link InvalidOptionError} unless it is one finite number for each row. */
export function requireWitness(witness: ArrayLike<number>, rows: number): void {
  if (witness.length === rows && Array.from(witness).every(Number.isFinite)) return;
  throw new InvalidOptionError(
    `witness: one finite number for each of ${rows} rows was expected, ${witness.length} values came.`,
  );
}
