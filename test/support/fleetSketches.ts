import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { chooseLandmarks } from '../../src/core/fleet/landmarks.js';
import type { FleetSketch, SketchSpace } from '../../src/core/fleet/sketch.js';
import {
  landmarkColumns,
  type SketchKernel,
  sketchSpaceOf,
} from '../../src/core/fleet/sketchSpace.js';

export const HOUR = 3_600_000;
/** A Monday. */
export const START = Date.UTC(2026, 0, 5);
const WIDTH = 3;

/** A reference of gaussian rows, its space, and devices that see rows of the same kind. */
export class SmallFleet {
  readonly space: SketchSpace;
  readonly #columnOf: ReturnType<typeof landmarkColumns>;
  readonly #random: Random;
  readonly #normal: () => number;

  private constructor(space: SketchSpace, made: SketchKernel, random: Random) {
    this.space = space;
    this.#columnOf = landmarkColumns(made);
    this.#random = random;
    this.#normal = normal(random);
  }

  /** @param landmarks 1 to 64. */
  static async make({
    landmarks = 8,
    seed = 0,
    referenceId = 'a-reference',
  } = {}): Promise<SmallFleet> {
    const random = seededRandom(seed);
    const draw = normal(random);
    const values = Float64Array.from({ length: 100 * WIDTH }, draw);
    const features = { values, count: 100, width: WIDTH };
    const pause = () => undefined;
    const made: SketchKernel = {
      features,
      landmarks: await chooseLandmarks(features, { count: landmarks, seed, pause }),
      kernel: 'gaussian',
      bandwidth: 2,
    };
    return new SmallFleet(await sketchSpaceOf(made, { referenceId, pause }), made, random);
  }

  /** A sketch of rows that are drawn around `mean`, with whatever else it shall say. */
  sketch({
    mean = 0,
    at = START,
    ...given
  }: Partial<FleetSketch> & { readonly mean?: number; readonly at?: number } = {}): FleetSketch {
    const count = given.count ?? 20 + Math.floor(this.#random() * 40);
    const values = Float64Array.from({ length: count * WIDTH }, () => mean + this.#normal());
    const sums = new Array<number>(this.space.landmarks.length).fill(0);
    for (let row = 0; row < count; row++) {
      const column = this.#columnOf({ values, count, width: WIDTH }, row);
      for (const [j, value] of column.entries()) sums[j]! += value;
    }
    return {
      schemaVersion: 1,
      sketchId: this.space.sketchId,
      referenceId: this.space.referenceId,
      device: 'tablet-1',
      period: new Date(at).toISOString(),
      periodMs: HOUR,
      sequence: 1,
      id: this.id(),
      count,
      sums,
      states: { ok: HOUR },
      state: 'ok',
      evidence: null,
      app: null,
      release: null,
      labels: {},
      privacy: null,
      libraryVersion: '0.1.0',
      ...given,
    };
  }

  id(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16));
    return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}
