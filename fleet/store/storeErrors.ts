import { DriftError } from '../../src/core/base/errors.js';

/** The disk of the store is full: nothing of the batch was kept, and all that was acknowledged is there. */
export class StoreFullError extends DriftError {
  override name = 'StoreFullError';
}

/** Another process has the store's file. */
export class StoreBusyError extends DriftError {
  override name = 'StoreBusyError';
}

/** The store cannot be had, or failed; nothing of the batch counts as kept, and it may be sent again. */
export class StoreUnavailableError extends DriftError {
  override name = 'StoreUnavailableError';
}

/** The store was made by another version of the receiver. */
export class StoreVersionError extends DriftError {
  override name = 'StoreVersionError';
}

/** A sketch id is known with another space than the one that came. */
export class SpaceConflictError extends DriftError {
  override name = 'SpaceConflictError';
}
