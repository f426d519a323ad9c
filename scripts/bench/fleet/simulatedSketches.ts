import { type Random, seededRandom } from '../../../src/core/base/random.js';
import { LANDMARKS } from '../../../src/core/fleet/landmarks.js';
import type { FleetSketch, SketchSpace } from '../../../src/core/fleet/sketch.js';

export const HOUR_MS = 3_600_000;
/** Hours of each device: four of a baseline, and one that is compared with it. */
export const HOURS = 5;
const ROWS = 60;

/** The first hour. */
export function startOf(now: number): number {
  return Math.floor(now / HOUR_MS - HOURS) * HOUR_MS;
}

/** A space of 64 landmarks whose kernel falls with the distance of their numbers. */
export const space: SketchSpace = {
  sketchId: '00000000000f1ee7',
  referenceId: 'simulated',
  kernel: 'gaussian',
  bandwidth: 1,
  referenceSize: 1_000,
  landmarks: Array.from({ length: LANDMARKS }, (_, at) => at),
  kernelMatrix: Array.from({ length: LANDMARKS }, (_, i) =>
    Array.from({ length: LANDMARKS }, (__, j) => Math.exp(-((i - j) ** 2) / 50)),
  ),
  referenceMean: new Array(LANDMARKS).fill(0.2),
};

/**
 * Sketches of devices with means of their own, hour by hour, as they would come. Each row's kernel column is that of a
 * place on the line that the landmarks lie on, so that sums are ones that rows can have.
 */
export function* simulatedSketches(devices: number, start: number): Generator<FleetSketch> {
  const random = seededRandom(1);
  const columns = Array.from({ length: 256 }, (_, place) =>
    Array.from({ length: LANDMARKS }, (__, at) => Math.exp(-((place / 4 - at) ** 2) / 50)),
  );
  for (let hour = 0; hour < HOURS; hour++) {
    for (let device = 0; device < devices; device++) {
      yield sketchOf(device, start + hour * HOUR_MS, columns, random);
    }
  }
}

function sketchOf(
  device: number,
  period: number,
  columns: readonly (readonly number[])[],
  random: Random,
): FleetSketch {
  // Three kinds of rows, one of them the device's own.
  const [a, b, c] = [device % 256, Math.floor(random() * 256), Math.floor(random() * 256)];
  const ofB = Math.floor(random() * 30);
  const ofC = Math.floor(random() * 30);
  const sums = columns[a]!.map(
    (value, at) => (ROWS - ofB - ofC) * value + ofB * columns[b]![at]! + ofC * columns[c]![at]!,
  );
  return {
    schemaVersion: 1,
    sketchId: space.sketchId,
    referenceId: space.referenceId,
    device: `device-${device}`,
    period: new Date(period).toISOString(),
    periodMs: HOUR_MS,
    sequence: 1,
    id: uuid(random),
    count: ROWS,
    // As pages send them.
    sums: sums.map(Math.fround),
    states: { ok: HOUR_MS },
    state: 'ok',
    evidence: { value: 100 * random(), samples: 60 },
    app: 'bench',
    release: `1.${device % 3}`,
    labels: { site: `site ${device % 20}` },
    privacy: null,
    libraryVersion: '0.1.0',
  };
}

function uuid(random: Random): string {
  const part = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  return [8, 4, 4, 4, 12].map(part).join('-');
}
