import { normal } from '../../src/core/base/draws.js';
import { LIBRARY_VERSION } from '../../src/core/base/libraryVersion.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { FleetSketch, SketchSpace } from '../../src/core/fleet/sketch.js';
import type { Condition, PhotoColumns } from './photoColumns.js';

const HOUR_MS = 3_600_000;
const CLASSES = 10;

const SITES = ['Aachen', 'Bergen', 'Coimbra', 'Delft', 'Espoo', 'Ghent', 'Lyon', 'Porto'];
const BROWSERS = ['Chrome', 'Chrome', 'Safari', 'Firefox'];

export interface SimulationOptions {
  /** @defaultValue 200 */
  readonly devices?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
  /** When the release that blurs begins to reach devices, in milliseconds since 1970. @defaultValue never */
  readonly releaseAt?: number;
  /** When the lamps of one site fail. @defaultValue never */
  readonly darkAt?: number;
}

export const BLURRING_RELEASE = '2.5.0';
const FIRST_RELEASE = '2.4.1';
export const DARK_SITE = 'Lyon';

/** Of the devices, those that the release reaches. */
const RELEASED = 0.3;
/** Hours over which it does. */
const ROLLOUT_HOURS = 6;

interface SimulatedDevice {
  readonly name: string;
  readonly at: number;
  readonly site: string;
  readonly browser: string;
  /** How often photos of each class come, shape [classes]; they add up to 1. */
  readonly mix: Float64Array;
  readonly rowsPerHour: number;
  readonly isAlwaysOn: boolean;
  readonly hasWindow: boolean;
  /** Undefined: the release does not reach it. */
  readonly releasedAt: number | undefined;
}

/**
 * Tablets that sort things, in eight places: each sees photos in a mixture of its own, and as many an hour as it does;
 * six in ten are at work day and night, the others from 6 to 22 o'clock, UTC. Most stand by a window, where evenings
 * and nights are dim. What they see are real photos, drawn anew for each hour, as the model sees them. What their
 * own monitors would say is not simulated: all say 'ok'.
 */
export class SimulatedFleet {
  readonly space: SketchSpace;
  readonly #columns: PhotoColumns;
  readonly #devices: readonly SimulatedDevice[];
  readonly #options: Required<SimulationOptions>;

  constructor(
    space: SketchSpace,
    columns: PhotoColumns,
    {
      devices = 200,
      seed = 0,
      releaseAt = Number.POSITIVE_INFINITY,
      darkAt = Number.POSITIVE_INFINITY,
    }: SimulationOptions = {},
  ) {
    this.space = space;
    this.#columns = columns;
    this.#options = { devices, seed, releaseAt, darkAt };
    const random = seededRandom(seed);
    this.#devices = Array.from({ length: devices }, (_, at) => this.#device(at, random));
  }

  /** What all devices send of one hour. @param start In milliseconds since 1970. */
  hour(start: number): FleetSketch[] {
    return this.#devices.flatMap((device) => this.#sketch(device, start) ?? []);
  }

  #device(at: number, random: Random): SimulatedDevice {
    const draw = normal(random);
    const site = SITES[Math.floor(random() * SITES.length)]!;
    const rollout = Math.floor(random() * ROLLOUT_HOURS) * HOUR_MS;
    return {
      name: `tablet-${String(at + 1).padStart(3, '0')}`,
      at,
      site,
      browser: BROWSERS[Math.floor(random() * BROWSERS.length)]!,
      mix: shares(Float64Array.from({ length: CLASSES }, () => Math.exp(draw()))),
      rowsPerHour: Math.round(20 * 3 ** random()),
      isAlwaysOn: random() < 0.6,
      hasWindow: random() < 0.7,
      releasedAt: random() < RELEASED ? this.#options.releaseAt + rollout : undefined,
    };
  }

  #sketch(device: SimulatedDevice, start: number): FleetSketch | undefined {
    const { seed, darkAt } = this.#options;
    const hours = Math.round(start / HOUR_MS);
    const random = seededRandom(
      Math.imul(hours, 0x9e3779b1) ^ Math.imul(device.at + 1, 7_919) ^ seed,
    );
    const hour = hours % 24;
    if (!device.isAlwaysOn && (hour < 6 || hour >= 22)) return undefined;
    if (random() < 0.03) return undefined;
    const isReleased = device.releasedAt !== undefined && start >= device.releasedAt;
    const isDark = device.site === DARK_SITE && start >= darkAt;
    const dim = device.hasWindow ? dimness(hour) : 0;
    const conditionOf = (): Condition => {
      if (isReleased) return 'blurred';
      if (isDark) return 'dark';
      return random() < dim ? 'dusk' : 'clean';
    };
    const draw = normal(random);
    const mix = shares(device.mix.map((share) => share * Math.exp(0.4 * draw())));
    const count = Math.max(20, Math.round(device.rowsPerHour * (0.7 + 0.6 * random())));
    const sums = this.#sums(count, mix, conditionOf, random);
    const { sketchId, referenceId } = this.space;
    return {
      schemaVersion: 1,
      sketchId,
      referenceId,
      device: device.name,
      period: new Date(start).toISOString(),
      periodMs: HOUR_MS,
      sequence: 1,
      id: uuid(random),
      count,
      sums: [...sums],
      states: { ok: HOUR_MS },
      state: 'ok',
      evidence: null,
      app: 'sorter',
      release: isReleased ? BLURRING_RELEASE : FIRST_RELEASE,
      labels: { site: device.site, browser: device.browser },
      privacy: null,
      libraryVersion: LIBRARY_VERSION,
    };
  }

  #sums(
    count: number,
    mix: Float64Array,
    conditionOf: () => Condition,
    random: Random,
  ): Float64Array {
    const { photos, landmarks, columns } = this.#columns;
    const sums = new Float64Array(landmarks);
    const perClass = photos / CLASSES;
    for (let row = 0; row < count; row++) {
      // Photo i shows class i modulo 10.
      const photo = drawnClass(mix, random()) + CLASSES * Math.floor(random() * perClass);
      const of = columns[conditionOf()];
      for (let j = 0; j < landmarks; j++) sums[j]! += of[photo * landmarks + j]!;
    }
    return sums;
  }
}

/** The share of photos that are dim beside a window. @param hour 0 to 23. */
function dimness(hour: number): number {
  if (hour >= 20 || hour < 5) return 0.8;
  return hour < 7 || hour >= 18 ? 0.4 : 0;
}

function shares(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function drawnClass(mix: Float64Array, at: number): number {
  let left = at;
  for (const [index, share] of mix.entries()) {
    left -= share;
    if (left < 0) return index;
  }
  return mix.length - 1;
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
