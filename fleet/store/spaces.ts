import type { SketchSpace } from '../../src/core/fleet/sketch.js';
import { SpaceConflictError } from './storeErrors.js';

/** @throws {@link SpaceConflictError} unless both are the same. */
export function requireSameSpace(known: SketchSpace, came: SketchSpace): void {
  for (const key of Object.keys(known) as (keyof SketchSpace)[]) {
    if (JSON.stringify(known[key]) === JSON.stringify(came[key])) continue;
    throw new SpaceConflictError(
      `The sketch id ${came.sketchId} is known with another ${key}; take the space from the reference that devices ` +
        'have.',
    );
  }
}
