import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import type { FleetStore } from '../store/fleetStore.js';
import { readPhotoColumns } from './photoColumns.js';
import { shippedReference } from './shippedReference.js';
import { SimulatedFleet, type SimulationOptions } from './simulatedFleet.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days that the simulated fleet has been at work when it is first seen. */
export const DAYS = 11;
/** Before the present: the release that blurs, and the lamps that fail. */
const RELEASED_BEFORE_MS = 75 * HOUR_MS;
const DARK_BEFORE_MS = 45 * HOUR_MS;

/** Sketches at once. */
const BATCH = 10_000;

/** When things happen at the simulated fleet, in milliseconds since 1970. */
export interface SimulatedEvents extends Required<Pick<SimulationOptions, 'releaseAt' | 'darkAt'>> {
  /** Its first hour. */
  readonly from: number;
}

/** Some days of work before `now`, in which first a release and then a site go wrong. */
export function eventsBefore(now: number): SimulatedEvents {
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return {
    from: hour - DAYS * DAY_MS,
    releaseAt: hour - RELEASED_BEFORE_MS,
    darkAt: hour - DARK_BEFORE_MS,
  };
}

export async function simulatedFleet(options: SimulationOptions = {}): Promise<SimulatedFleet> {
  const { space } = await shippedReference();
  return new SimulatedFleet(space, await readPhotoColumns(space), options);
}

/**
 * Fills a store with what a simulated fleet sends; what is there already counts once.
 *
 * @param from The start of the first hour, in milliseconds since 1970.
 * @param to Excluded.
 * @returns Sketches.
 */
export async function fillStore(
  store: Pick<FleetStore, 'insert' | 'putSpace'>,
  fleet: SimulatedFleet,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number> {
  await store.putSpace(fleet.space);
  let batch: FleetSketch[] = [];
  let sketches = 0;
  for (let start = from; start + HOUR_MS <= to; start += HOUR_MS) {
    batch.push(...fleet.hour(start));
    if (batch.length < BATCH && start + 2 * HOUR_MS <= to) continue;
    await store.insert(batch);
    sketches += batch.length;
    batch = [];
  }
  return sketches;
}
