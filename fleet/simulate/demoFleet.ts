import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FleetStore } from '../store/fleetStore.js';
import { eventsBefore, fillStore, type SimulatedEvents, simulatedFleet } from './fillStore.js';
import { writeLandmarkPictures } from './landmarkPictures.js';

const HOUR_MS = 3_600_000;
const LOOK_MS = 60_000;

export interface DemoFleet {
  /** Sketches that were missing. */
  readonly sketches: number;
  stop(): void;
}

/**
 * Fills a store with a simulated fleet up to now, and goes on hour by hour. When it was begun, and what happens to it, is
 * kept in the folder.
 */
export async function startDemoFleet(
  store: FleetStore,
  {
    folder,
    clock = Date.now,
    onError = console.error,
  }: {
    readonly folder: string;
    readonly clock?: () => number;
    readonly onError?: (error: unknown) => void;
  },
): Promise<DemoFleet> {
  await mkdir(folder, { recursive: true });
  const { from, ...events } = await keptEvents(join(folder, 'simulated.json'), clock());
  const fleet = await simulatedFleet(events);
  let filled = from;
  async function fill(): Promise<number> {
    const to = Math.floor(clock() / HOUR_MS) * HOUR_MS;
    if (to <= filled) return 0;
    const sketches = await fillStore(store, fleet, { from: filled, to });
    filled = to;
    return sketches;
  }
  const { sketchId } = fleet.space;
  const known = await store.timeline({ sketchId, periodMs: HOUR_MS, from, to: clock() });
  // The last hour may have been cut off.
  filled = known.at(-1)?.period ?? from;
  const sketches = await fill();
  await writeLandmarkPictures(join(folder, 'pictures'), fleet.space);
  const timer = setInterval(() => fill().catch(onError), LOOK_MS);
  timer.unref();
  return { sketches, stop: () => clearInterval(timer) };
}

async function keptEvents(file: string, now: number): Promise<SimulatedEvents> {
  if (!existsSync(file)) {
    await writeFile(file, `${JSON.stringify(eventsBefore(now), null, 2)}\n`);
  }
  return JSON.parse(await readFile(file, 'utf8'));
}
