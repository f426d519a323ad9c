/** Looks at photos: features of clean ones as the reference, of clean or corrupted others as live rows. */

import { pooledRows } from '../../src/core/base/derivedRows.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import { pooledDistances } from '../../src/core/math/distanceMatrix.js';
import { projectRows } from '../../src/core/math/pca.js';
import { whiten } from '../../src/core/scan/whitening.js';
import type { CorruptionName, Severity } from '../../src/demo/corruption/corrupt.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { shuffled } from '../streams/rowSets.js';
import { type Looks, PERMUTATIONS } from './figures.js';
import { lookAt } from './looks.js';
import { type LookTest, ownTests } from './lookTests.js';
import { Pool } from './pool.js';

const [PHOTOS, HALF] = [1_200, 600];

/** Of each cell. */
const LOOKS = 200;

const sizes = [
  { reference: 600, window: 64 },
  { reference: 300, window: 64 },
  { reference: 100, window: 20 },
] as const;

type Drift = readonly [CorruptionName, Severity] | undefined;

const drifts: readonly Drift[] = [
  undefined,
  ['gaussianBlur', 1],
  ['gaussianBlur', 2],
  ['gaussianNoise', 1],
];

/** Rows that the scan whitens from; with fewer it looks at the features as they are. */
const WHITENED_FROM = 400;

const whitenedTests: readonly LookTest[] = ownTests
  .filter(({ name }) => name === 'gaussian')
  .map((test) => ({ ...test, name: `${test.name}, whitened` }));

type Size = (typeof sizes)[number];

/** Looks at each drift, by its name. */
export const photoSettings = sizes.map((size) => ({
  name: `photos, ${size.reference} and ${size.window}`,
  looks: () => looksAt(size),
}));

/**
 * A look draws the reference of all clean photos and the live rows of the others; corrupted ones are of the
 * second half alone. The reference of a look is the same for all drifts.
 */
async function looksAt(size: Size): Promise<Record<string, Looks>> {
  populations ??= await allPopulations();
  const found = new Map(populations.map(({ name }) => [name, [] as Record<string, number>[]]));
  for (let look = 0; look < LOOKS; look++) {
    const order = shuffled(PHOTOS, seededRandom(1_000_000 + look));
    const reference = order.slice(0, size.reference);
    const whitening =
      size.reference >= WHITENED_FROM
        ? await whiten(pickRows(populations[0]!.rows, reference), look)
        : undefined;
    for (const population of populations) {
      const live = population.photosOf(order.slice(size.reference)).slice(0, size.window);
      const pValues = await lookAt(population.pool(reference, live), ownTests, PERMUTATIONS, look);
      if (whitening) {
        const rows = projectRows(whitening.reducer, pickRows(population.rows, live));
        const pool = Pool.of(whitening.rows, rows);
        for (const [name, pValue] of await lookAt(pool, whitenedTests, PERMUTATIONS, look)) {
          pValues.set(name, pValue);
        }
      }
      found.get(population.name)!.push(Object.fromEntries(pValues));
    }
  }
  return Object.fromEntries(found);
}

/** Made once for all sizes: distances of 1,024 features take some seconds each. */
let populations: readonly Population[] | undefined;

async function allPopulations(): Promise<readonly Population[]> {
  const all: Population[] = [];
  for (const drift of drifts) all.push(await Population.of(drift));
  return all;
}

/** All clean photos, then those of the second half as they come, with their distances to each other. */
class Population {
  readonly name: string;
  readonly rows: FeatureRows;
  readonly #distances: Pool['distances'];
  readonly #isCorrupted: boolean;

  private constructor(drift: Drift, rows: FeatureRows) {
    this.name = drift ? drift.join(' ') : 'undrifted';
    this.#isCorrupted = drift !== undefined;
    this.rows = rows;
    this.#distances = {
      squared: pooledDistances(rows, 'squared'),
      absolute: pooledDistances(rows, 'absolute'),
    };
  }

  static async of(drift: Drift): Promise<Population> {
    const second = { from: HALF, to: PHOTOS };
    const [first, clean, live] = (await photoFeatures([
      { from: 0, to: HALF },
      second,
      drift ? { ...second, corruption: drift } : second,
    ])) as [FeatureRows, FeatureRows, FeatureRows];
    return new Population(drift, pooledRows(pooledRows(first, clean), live));
  }

  /** Rows of these photos as they come: clean all of them, corrupted those that are. */
  photosOf(photos: Int32Array): Int32Array {
    if (!this.#isCorrupted) return photos;
    return photos.filter((photo) => photo >= HALF).map((photo) => PHOTOS + photo - HALF);
  }

  pool(reference: Int32Array, live: Int32Array): Pool {
    const picked = Int32Array.of(...reference, ...live);
    const size = picked.length;
    const pick = (all: Float64Array): Float64Array => {
      const distances = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        const row = picked[i]! * this.rows.count;
        for (let j = 0; j < size; j++) distances[i * size + j] = all[row + picked[j]!]!;
      }
      return distances;
    };
    const { squared, absolute } = this.#distances;
    return new Pool(reference.length, live.length, {
      squared: pick(squared),
      absolute: pick(absolute),
    });
  }
}
