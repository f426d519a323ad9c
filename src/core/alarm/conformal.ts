/**
 * The p-values that the `evidence` policy bets on (`bets.ts`): how rows rank among those of a reference and
 * the live ones before, by how far out they lie, and by what live rows teach (`witnessRanks.ts`).
 */

import { rowOf } from '../base/derivedRows.js';
import { shuffleStart } from '../base/draws.js';
import type { Random } from '../base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { distance } from '../math/distances.js';
import { medianOrZero } from '../math/medianDistance.later.js';
import { kernelFunction } from '../mmd/kernelFunction.js';

/** A row, and the mean of its kernel with one part of the reference. */
export interface ComparedRow {
  readonly row: FeatureRows;
  readonly likeness: number;
}

/**
 * The conformal p-value of a score: the share of all scores, its own included, that are larger, equal
 * ones counted by `tie` (Vovk, Gammerman, Shafer, "Algorithmic Learning in a Random World", 2005,
 * section 2.2). Uniform on [0, 1] for exchangeable scores.
 *
 * @param others How many it is ranked among, without its own.
 * @param tie Uniform on [0, 1).
 */
export function conformalPValue(
  larger: number,
  equal: number,
  others: number,
  tie: number,
): number {
  return (larger + tie * (equal + 1)) / (others + 1);
}

/** A fourth of a reference to compare rows with, and the others to rank them among. */
export class ReferenceParts {
  readonly kernel: (a: FeatureRows, b: FeatureRows) => number;
  readonly others: ComparedRow[] = [];
  readonly #base: readonly FeatureRows[];

  private constructor(base: readonly FeatureRows[], bandwidth: number) {
    const ofSquared = kernelFunction('gaussian', bandwidth);
    this.kernel = (a, b) => ofSquared(distance('squared', a, 0, b, 0));
    this.#base = base;
  }

  /** @param random Parts the reference. */
  static async create(
    features: FeatureRows,
    random: Random,
    signal?: AbortSignal,
  ): Promise<ReferenceParts> {
    const pause = timeSlices(signal);
    const order = Int32Array.from({ length: features.count }, (_, row) => row);
    shuffleStart(order, features.count, random);
    const baseCount = Math.ceil(features.count / 4);
    const bandwidth = await baseBandwidth(pickRows(features, order.subarray(0, baseCount)), signal);
    const rows = Array.from(order, (row) => oneRow(rowOf(features, row)));
    const parts = new ReferenceParts(rows.slice(0, baseCount), bandwidth);
    for (const row of rows.slice(baseCount)) {
      parts.others.push(parts.compare(row));
      await pause();
    }
    return parts;
  }

  compare(row: FeatureRows): ComparedRow {
    const sum = this.#base.reduce((sum, base) => sum + this.kernel(base, row), 0);
    return { row, likeness: sum / this.#base.length };
  }
}

/** As it is now. */
export function oneRow(row: FeatureRow): FeatureRows {
  return { values: row.slice(), count: 1, width: row.length };
}

/** Live rows of which is kept how much they are like the reference, beside the reference's. */
const MOST_LIVE_ROWS = 2_000;

/**
 * Conformal p-values of rows by how little they resemble one part of the reference, ranked among its
 * other rows and the live rows before: independent and uniform while rows come from where the reference
 * came from. No row is compared with itself, so that reference and live rows are treated alike.
 */
export class DistanceRanks {
  readonly #referenceCount: number;
  /** The reference's first. */
  readonly #scores: number[];

  /** @param live What {@link live} gave, to go on from there. */
  constructor({ others }: ReferenceParts, live: readonly number[] = []) {
    this.#referenceCount = others.length;
    this.#scores = [...others.map(({ likeness }) => -likeness), ...live];
  }

  /** Scores of live rows that were added. */
  get live(): readonly number[] {
    return this.#scores.slice(this.#referenceCount);
  }

  /** Its p-value, small where few resemble the reference less. @param tie Uniform on [0, 1). */
  rank({ likeness }: ComparedRow, tie: number): number {
    let [larger, equal] = [0, 0];
    for (const score of this.#scores) {
      if (score > -likeness) larger++;
      else if (score === -likeness) equal++;
    }
    return conformalPValue(larger, equal, this.#scores.length, tie);
  }

  /** Later rows are ranked among this one too; from 2,000 on no more are taken in. */
  add({ likeness }: ComparedRow): void {
    if (this.#scores.length < this.#referenceCount + MOST_LIVE_ROWS) this.#scores.push(-likeness);
  }

  /** Goes back to the reference alone. */
  clear(): void {
    this.#scores.length = this.#referenceCount;
  }
}

/**
 * The median distance between rows. Where it is 0, what they lie apart from the first, or how far that
 * lies from zero: any scale keeps the guarantee that follows from these rows alone.
 */
async function baseBandwidth(base: FeatureRows, signal?: AbortSignal): Promise<number> {
  const median = await medianOrZero(base, 'squared', { signal });
  if (median > 0) return median;
  let sum = 0;
  for (let i = 1; i < base.count; i++) sum += distance('squared', base, i, base, 0);
  const zero = { values: new Float64Array(base.width), count: 1, width: base.width };
  return Math.sqrt(sum / base.count || distance('squared', base, 0, zero, 0) || 1);
}
