import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { pickRows } from '../../src/core/base/rows.js';
import { timeSlices } from '../../src/core/base/tasks.js';
import type { BucketSums } from '../../src/core/fleet/buckets.js';
import { type FeatureMap, featureMapOf } from '../../src/core/fleet/featureMap.js';
import { chooseLandmarks } from '../../src/core/fleet/landmarks.js';
import type { SketchSpace } from '../../src/core/fleet/sketch.js';
import { sketchSpaceOf } from '../../src/core/fleet/sketchSpace.js';
import { fillSquared } from '../../src/core/math/distances.js';
import { medianDistance } from '../../src/core/math/medianDistance.later.js';

export const WIDTH = 16;
const REFERENCE_ROWS = 600;

/** Of one row with the next of the same device. */
export const CORRELATION = 0.9;

/** Standard deviation of what each device's mean differs by from the reference's, for good, in each coordinate. */
export const OWN_DEVIATION = 0.5;

/** A gaussian reference, and devices whose rows are kernel columns of it. */
export class SimulatedFleet {
  readonly space: SketchSpace;
  readonly map: FeatureMap;
  readonly #landmarks: FeatureRows;
  readonly #draw: () => number;
  readonly #row = new Float64Array(WIDTH);
  readonly #shown = new Float64Array(WIDTH);
  readonly #distances: Float64Array;

  private constructor(
    space: SketchSpace,
    { map, landmarks, seed }: { map: FeatureMap; landmarks: FeatureRows; seed: number },
  ) {
    this.space = space;
    this.map = map;
    this.#landmarks = landmarks;
    this.#draw = normal(seededRandom(seed));
    this.#distances = new Float64Array(landmarks.count);
  }

  static async of(seed: number): Promise<SimulatedFleet> {
    const pause = timeSlices();
    const draw = normal(seededRandom(1_000 + seed));
    const values = Float64Array.from({ length: REFERENCE_ROWS * WIDTH }, draw);
    const features = { values, count: REFERENCE_ROWS, width: WIDTH };
    const landmarks = await chooseLandmarks(features, { seed, pause });
    const bandwidth = await medianDistance(features, 'squared');
    const kernel = { features, landmarks, kernel: 'gaussian', bandwidth } as const;
    const space = await sketchSpaceOf(kernel, { referenceId: 'simulated', pause });
    return new SimulatedFleet(space, {
      map: await featureMapOf(space, { pause }),
      landmarks: pickRows(features, Int32Array.from(landmarks)),
      seed,
    });
  }

  /** A device's own mean. */
  device(): Float64Array {
    return new Float64Array(WIDTH).map(() => OWN_DEVIATION * this.#draw());
  }

  /**
   * The mean kernel column of so many rows in a row, x_t = ρ x_{t-1} + √(1 - ρ²) e_t about the device's own mean and a
   * shift of all coordinates. What was before has been forgotten.
   */
  meanOf(device: Float64Array, rows: number, shift: number = 0): Float64Array {
    const [mean] = this.meansOf(device, [rows], shift);
    return mean!;
  }

  /** Of stretches of rows that follow each other. */
  meansOf(device: Float64Array, stretches: readonly number[], shift: number = 0): Float64Array[] {
    const fresh = Math.sqrt(1 - CORRELATION ** 2);
    const x = this.#row;
    for (let t = 0; t < WIDTH; t++) x[t] = this.#draw();
    return stretches.map((rows) => {
      const sums = new Float64Array(this.#landmarks.count);
      for (let row = 0; row < rows; row++) {
        for (let t = 0; t < WIDTH; t++) this.#shown[t] = x[t]! + device[t]! + shift;
        this.#addColumn(sums);
        for (let t = 0; t < WIDTH; t++) x[t] = CORRELATION * x[t]! + fresh * this.#draw();
      }
      return sums.map((sum) => sum / rows);
    });
  }

  /**
   * The mean kernel column of all rows of all devices, in closed form: of rows N(μ, v I) it is
   * (l² / (l² + v))^(width / 2) · exp(-‖μ - landmark‖² / (2 (l² + v))).
   */
  expectedColumn(shift: number): Float64Array {
    const { bandwidth } = this.space;
    const spread = bandwidth ** 2 + 1 + OWN_DEVIATION ** 2;
    const height = (bandwidth ** 2 / spread) ** (WIDTH / 2);
    fillSquared(
      new Float64Array(WIDTH).fill(shift),
      0,
      this.#landmarks,
      0,
      this.#distances.length,
      this.#distances,
    );
    return this.#distances.map((squared) => height * Math.exp(-squared / (2 * spread)));
  }

  #addColumn(sums: Float64Array): void {
    const distances = this.#distances;
    fillSquared(this.#shown, 0, this.#landmarks, 0, distances.length, distances);
    const scale = -1 / (2 * this.space.bandwidth ** 2);
    for (let j = 0; j < sums.length; j++) sums[j]! += Math.exp(distances[j]! * scale);
  }
}

/** A bucket for each device. */
export function oneEach(columns: readonly Float64Array[]): BucketSums[] {
  return columns.map((sums, bucket) => ({ bucket, devices: 1, sums }));
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, t) => value - b[t]!);
}
