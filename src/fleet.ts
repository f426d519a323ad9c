import { loadPart } from './core/base/loadPart.js';
import type { SketchSpace } from './core/fleet/sketch.js';
import { requireSpaceOptions, type SketchSpaceOptions } from './fleet/sketchOptions.js';
import type { Reference } from './reference/reference.js';

export { InvalidOptionError, ReportError } from './core/base/errors.js';
export type {
  FleetEvidence,
  FleetSketch,
  SketchPrivacy,
  SketchSpace,
} from './core/fleet/sketch.js';
export type { SketchedMonitor, Sketches, SketchTotal } from './fleet/sketches.js';
export type { SketchOptions, SketchSpaceOptions } from './fleet/sketchOptions.js';
export { startSketches } from './fleet/startSketches.js';

/**
 * What whoever reads sketches needs to know once of the reference that they are of: its landmarks, the kernel between
 * them, and what the reference's own rows are like. For a server in Node, or the owner's page.
 *
 * @param options As those of `startSketches`.
 * @throws InvalidOptionError for an option that is not known or out of range.
 * @throws InvalidFeaturesError where no bandwidth follows from the reference's rows.
 */
export async function sketchSpaceOf(
  reference: Reference,
  options: SketchSpaceOptions = {},
): Promise<SketchSpace> {
  const resolved = requireSpaceOptions(options);
  const { spaceOf } = await loadPart(() => import('./fleet/sketchSpaces.later.js'));
  return spaceOf(reference, resolved);
}
