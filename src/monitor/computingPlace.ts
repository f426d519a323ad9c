import type { ComputeChoice } from '../core/mmd/engine.js';

/**
 * Why tests are computed elsewhere than they were to be: the device was lost, refused something or did
 * not answer, computed wrongly twice in a row; or the engine in main memory failed twice in a row.
 */
export type Fallback = 'device-lost' | 'device-failed' | 'computed-wrongly' | 'engine-failed';

/** Where tests are computed; it outlives detectors, and goes over to those of another reference. */
export interface ComputingPlace {
  choice: ComputeChoice;
  /** Where rows come; it bears on where to compute. */
  arrivesOn?: GPUDevice | undefined;
  /** Undefined where tests are computed where they were to be. */
  fallback?: Fallback | undefined;
}
