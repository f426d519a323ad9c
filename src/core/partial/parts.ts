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
  /** Rows of the smallest part: those of smaller ones go to the parts nearest to them. */
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
  let best: Parting = halved(rows);
  let bestApart = Number.NEGATIVE_INFINITY;
  for (let parts = Math.min(FEWEST_PARTS, most); parts <= most; parts++) {
    for (let draw = 0; draw < DRAWS; draw++) {
      const parting = parted(rows, parts, { fewest, random });
      const apart = silhouette(rows, parting);
      if (apart > bestApart && sizesOf(parting).length > 1) [best, bestApart] = [parting, apart];
      await pause();
    }
  }
  return { of: best.of, sizes: sizesOf(best) };
}

/** Parts that are too small are left out, and their rows go to those nearest to them in the end. */
function parted(
  rows: FeatureRows,
  parts: number,
  { fewest, random }: { readonly fewest: number; readonly random: Random },
): Parting {
  let considered = Int32Array.from({ length: rows.count }, (_, row) => row);
  for (;;) {
    const centres = drawnCentres(rows, considered, parts, random);
    const parting = { centres, of: new Int32Array(rows.count).fill(-1) };
    for (let round = 0; round < ROUNDS && assign(rows, parting, considered); round++) {
      recentre(rows, parting);
    }
    const sizes = sizesOf(parting);
    const isLarge = (part: number) => sizes[part]! >= fewest;
    const left = considered.filter((row) => isLarge(parting.of[row]!));
    if (left.length === considered.length || left.length < fewest) {
      // All rows count in the end.
      const large = centres.filter((_, part) => isLarge(part));
      const whole = { centres: large.length > 0 ? large : centres.slice(0, 1), of: parting.of };
      assign(rows, whole);
      return whole;
    }
    // Rows that lie far out would draw centres again and again.
    considered = left;
  }
}

/** In two, along the first column: where nothing lies apart, any parts will do. */
function halved(rows: FeatureRows): Parting {
  const { values, width, count } = rows;
  const order = Array.from({ length: count }, (_, row) => row);
  order.sort((a, b) => values[a * width]! - values[b * width]!);
  const of = new Int32Array(count);
  for (const row of order.slice(count >> 1)) of[row] = 1;
  const parting = { centres: [new Float64Array(width), new Float64Array(width)], of };
  recentre(rows, parting);
  return parting;
}

/** Each with a chance that grows with the squared distance to those before. */
function drawnCentres(
  rows: FeatureRows,
  considered: Int32Array,
  count: number,
  random: Random,
): Float64Array[] {
  const nearest = new Float64Array(considered.length).fill(Number.POSITIVE_INFINITY);
  const centres: Float64Array[] = [];
  let next = Math.floor(random() * considered.length);
  for (;;) {
    const centre = Float64Array.from(rowAt(rows, considered[next]!));
    centres.push(centre);
    if (centres.length === count) return centres;
    for (const [at, row] of considered.entries()) {
      nearest[at] = Math.min(nearest[at]!, squaredDistance(rowAt(rows, row), centre));
    }
    let left = random() * nearest.reduce((sum, distance) => sum + distance, 0);
    next = nearest.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    // Where all rows are equal, any will do.
    if (next < 0) next = considered.length - 1;
  }
}

/** @returns Whether any row changed its part. */
function assign(
  rows: FeatureRows,
  { centres, of }: Parting,
  considered: Iterable<number> = of.keys(),
): boolean {
  let hasChanged = false;
  for (const row of considered) {
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
  for (const [row, part] of of.entries()) {
    if (part < 0) continue;
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
  for (const part of of) if (part >= 0) sizes[part]!++;
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
