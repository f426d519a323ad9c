import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from 'fast-png';
import type { SketchSpace } from '../../src/core/fleet/sketch.js';
import type { FleetStore } from '../store/fleetStore.js';
import { eventsBefore, fillStore, type SimulatedEvents, simulatedFleet } from './fillStore.js';

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
  await writePictures(join(folder, 'pictures'), fleet.space);
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

const PHOTOS = fileURLToPath(new URL('../../public/photos/cifar10', import.meta.url));

/** Row i of the shipped reference is photo i of the sprite. */
async function writePictures(folder: string, { landmarks }: SketchSpace): Promise<void> {
  if (landmarks.every((row) => existsSync(join(folder, `${row}.png`)))) return;
  await mkdir(folder, { recursive: true });
  const { photoSize, columns } = JSON.parse(await readFile(join(PHOTOS, 'photos.json'), 'utf8'));
  const sprite = decode(await readFile(join(PHOTOS, 'sprite.png')));
  const { channels } = sprite;
  for (const row of landmarks) {
    const left = (row % columns) * photoSize;
    const top = Math.floor(row / columns) * photoSize;
    const data = new Uint8Array(photoSize * photoSize * channels);
    for (let y = 0; y < photoSize; y++) {
      const start = ((top + y) * sprite.width + left) * channels;
      data.set(
        sprite.data.subarray(start, start + photoSize * channels) as Uint8Array,
        y * photoSize * channels,
      );
    }
    const png = encode({ width: photoSize, height: photoSize, data, channels, depth: 8 });
    await writeFile(join(folder, `${row}.png`), png);
  }
}
