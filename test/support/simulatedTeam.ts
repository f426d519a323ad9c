import { fillStore, simulatedFleet } from '../../fleet/simulate/fillStore.js';
import type { FleetStore } from '../../fleet/store/fleetStore.js';

const HOUR = 3_600_000;

/** A Thursday. */
export const NOW: number = Date.UTC(2026, 10, 26, 5);
export const RELEASE_AT: number = NOW - 40 * HOUR;
export const DARK_AT: number = NOW - 30 * HOUR;
/** Baselines of two days; with three, there would be a day more to simulate. */
export const BASELINES = 2;

/** Eight days of 100 devices; towards the end a release and a site go wrong. */
export async function fillWithTeam(store: FleetStore, seed = 0): Promise<void> {
  const fleet = await simulatedFleet({
    devices: 100,
    seed,
    releaseAt: RELEASE_AT,
    darkAt: DARK_AT,
  });
  await fillStore(store, fleet, { from: NOW - 196 * HOUR, to: NOW });
}
