/**
 * The parts of a reference: rows of one kind, such as those of the night, so that a stream of nothing else
 * is known. Where nobody says which rows belong together, they are parted by k-means (Lloyd 1982) along
 * the axes that they vary most along, from centres that are drawn far from each other (Arthur &
 * Vassilvitskii, "k-means++", SODA 2007); into as many parts as lie apart best, by how much nearer rows are
 * to their own centre than to the next (the simplified silhouette of Hruschka et al. 2004).
 */

import { type Random, seededRandom } from '../base/random.js';
import type { FeatureRows } from '../base/rows.js';
import type { Pause } from '../base/tasks.js';

/** Parts, where there are rows enough for so many of {@link ROWS_PER_PART}. */
const FEWEST_PARTS = 5;
const MOST_PARTS = 10;
const ROWS_PER_PART = 40;

/** Of each number of parts, the best of so many draws. */
const DRAWS = 3;

/** Rounds at most: parts need not be the best. */
const ROUNDS = 20;

/** Which part each row is of. */
export interface Parts {
  /** Shape [rows], from 0. */
  readonly of: Int32Array;
  /** Rows of each. */
  readonly sizes: readonly number[];
}

interface PartingOptions {
  /** Rows of the smallest part: smaller ones are merged with those nearest to them. */
  readonly fewest: number;
  readonly seed: number;
  readonly pause: Pause;
}

/** A way to part rows. */
interface Parting {
  readonly centres: Float64Array[];
  readonly of: Int32Array;
}

/** One part of all where there are too few rows for two. @param rows Shape [count, width], of few columns. */
export async function partRows(
  rows: FeatureRows,
  { fewest, seed, pause }: PartingOptions,
): Promise<Parts> {
  const random = seededRandom(seed);
  const most = Math.min(MOST_PARTS, Math.floor(rows.count / ROWS_PER_PART));
  if (most < 2) return { of: new Int32Array(rows.count), sizes: [rows.count] };
  let best: Parting = { centres: [], of: new Int32Array(rows.count) };
  let bestApart = Number.NEGATIVE_INFINITY;
  for (let parts = Math.min(FEWEST_PARTS, most); parts <= most; parts++) {
    for (let draw = 0; draw < DRAWS; draw++) {
      const parting = merged(rows, parted(rows, parts, random), fewest);
      const apart = silhouette(rows, parting);
      if (apart > bestApart) [best, bestApart] = [parting, apart];
      await pause();
    }
  }
  return { of: best.of, sizes: sizesOf(best) };
}

function parted(rows: FeatureRows, parts: number, random: Random): Parting {
  const parting = { centres: drawnCentres(rows, parts, random), of: new Int32Array(rows.count) };
  assign(rows, parting);
  for (let round = 0; round < ROUNDS; round++) {
    recentre(rows, parting);
    if (!assign(rows, parting)) break;
  }
  return parting;
}

function merged(rows: FeatureRows, parting: Parting, fewest: number): Parting {
  const { centres } = parting;
  for (;;) {
    const sizes = sizesOf(parting);
    const smallest = sizes.indexOf(Math.min(...sizes));
    if (centres.length < 2 || sizes[smallest]! >= fewest) return parting;
    centres.splice(smallest, 1);
    assign(rows, parting);
    recentre(rows, parting);
  }
}

/** Each with a chance that grows with the squared distance to those before. */
function drawnCentres(rows: FeatureRows, count: number, random: Random): Float64Array[] {
  const nearest = new Float64Array(rows.count).fill(Number.POSITIVE_INFINITY);
  const centres: Float64Array[] = [];
  let next = Math.floor(random() * rows.count);
  for (;;) {
    const centre = Float64Array.from(rowAt(rows, next));
    centres.push(centre);
    if (centres.length === count) return centres;
    for (let row = 0; row < rows.count; row++) {
      nearest[row] = Math.min(nearest[row]!, squaredDistance(rowAt(rows, row), centre));
    }
    let left = random() * nearest.reduce((sum, distance) => sum + distance, 0);
    next = nearest.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    // Where all rows are equal, any will do.
    if (next < 0) next = rows.count - 1;
  }
}

/** @returns Whether any row changed its part. */
function assign(rows: FeatureRows, { centres, of }: Parting): boolean {
  let hasChanged = false;
  for (let row = 0; row < rows.count; row++) {
    const distances = distancesOf(rows, row, centres);
    const part = distances.indexOf(Math.min(...distances));
    hasChanged ||= part !== of[row];
    of[row] = part;
  }
  return hasChanged;
}

function recentre(rows: FeatureRows, parting: Parting): void {
  const { centres, of } = parting;
  const sizes = sizesOf(parting);
  for (const [part, centre] of centres.entries()) if (sizes[part]! > 0) centre.fill(0);
  for (let row = 0; row < rows.count; row++) {
    const part = of[row]!;
    for (const [c, value] of rowAt(rows, row).entries()) {
      centres[part]![c]! += value / sizes[part]!;
    }
  }
}

/** -1 to 1: mean of how much nearer rows are to their own centre than to the next, by the larger of the two. */
function silhouette(rows: FeatureRows, { centres, of }: Parting): number {
  if (centres.length < 2) return -1;
  let sum = 0;
  for (let row = 0; row < rows.count; row++) {
    const distances = distancesOf(rows, row, centres).map(Math.sqrt);
    const own = distances[of[row]!]!;
    distances[of[row]!] = Number.POSITIVE_INFINITY;
    const next = Math.min(...distances);
    sum += (next - own) / Math.max(next, own, Number.MIN_VALUE);
  }
  return sum / rows.count;
}

function sizesOf({ centres, of }: Parting): number[] {
  const sizes = centres.map(() => 0);
  for (const part of of) sizes[part]!++;
  return sizes;
}

function distancesOf(rows: FeatureRows, row: number, centres: readonly Float64Array[]): number[] {
  return centres.map((centre) => squaredDistance(rowAt(rows, row), centre));
}

function rowAt({ values, width }: FeatureRows, row: number): Float32Array | Float64Array {
  return values.subarray(row * width, (row + 1) * width);
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += (a[c]! - b[c]!) ** 2;
  return sum;
}
