import { rowOf } from '../base/derivedRows.js';
import type { RowOrigins } from '../base/rowOrigins.js';
import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { principalAxes } from '../dependence/principalAxes.js';
import { projectRows } from '../math/pca.js';
import type { PartsFrom } from '../partial/describedParts.js';
import { timedParts } from '../partial/originParts.js';
import { partRows } from '../partial/parts.js';

/** Rows of a part, at least: means of fewer say little. */
const FEWEST = 10;

/** Rows of a part that are shown for it, at most. */
const TYPICAL = 3;

/** The parts of a reference, each with its mean, and how many of its rows are nearest to which. */
export interface ReferenceParts {
  readonly from: PartsFrom;
  readonly names: readonly string[];
  /** Rows of the reference nearest to each part's mean, not their own in it. */
  readonly counts: readonly number[];
  /** Rows of the reference. */
  readonly size: number;
  /** Of each part, its rows nearest to its mean. */
  readonly typicalRows: readonly (readonly number[])[];
  /** The part whose mean is nearest. @param row Shape [width]. */
  nearestTo(row: FeatureRow): number;
}

/** Which part each row is of, -1 for none, and what parts are called. */
interface Parting {
  readonly from: PartsFrom;
  readonly names: readonly string[];
  readonly of: Int32Array;
}

interface ReferencePartsOptions extends RowOrigins {
  /** Of k-means, where there are neither labels nor times. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Parts by labels with ten rows or more, or else by times, or else by k-means; in slices.
 *
 * @returns Undefined where there are no two parts.
 * @throws The signal's reason, when aborted.
 */
export async function referenceParts(
  features: FeatureRows,
  { labels, times, seed, signal }: ReferencePartsOptions,
): Promise<ReferenceParts | undefined> {
  const pause = timeSlices(signal);
  const parting =
    (labels && byLabel(labels)) ?? byTime(times) ?? (await byLikeness(features, seed, signal));
  const { from, names, of } = parting;
  if (names.length < 2) return undefined;
  const { means, sizes } = meansOf(features, of, names.length);
  const counts = new Array<number>(names.length).fill(0);
  const apart = new Float64Array(features.count);
  for (let row = 0; row < features.count; row++) {
    const values = rowOf(features, row);
    const distances = means.map((mean) => squaredDistance(values, mean));
    const own = of[row]!;
    if (own >= 0) {
      apart[row] = distances[own]!;
      // To the mean of the others of its part: |x - (n c - x) / (n - 1)|² = (n / (n - 1))² |x - c|².
      distances[own]! *= (sizes[own]! / (sizes[own]! - 1)) ** 2;
    }
    counts[smallest(distances)]!++;
    await pause();
  }
  const typicalRows = names.map((_, part) =>
    [...of.keys()]
      .filter((row) => of[row] === part)
      .sort((a, b) => apart[a]! - apart[b]!)
      .slice(0, TYPICAL),
  );
  return {
    from,
    names,
    counts,
    size: features.count,
    typicalRows,
    nearestTo: (row) => smallest(means.map((mean) => squaredDistance(row, mean))),
  };
}

/** Undefined where there are no two with rows enough; those of others have no part. */
function byLabel(labels: NonNullable<RowOrigins['labels']>): Parting | undefined {
  const sizes = new Map<string, number>();
  for (const label of labels) {
    if (label !== undefined) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  }
  const names = [...sizes.keys()].filter((name) => sizes.get(name)! >= FEWEST);
  const of = Int32Array.from(labels, (label) => (label === undefined ? -1 : names.indexOf(label)));
  return names.length < 2 ? undefined : { from: 'labels', names, of };
}

function byTime(times: RowOrigins['times']): Parting | undefined {
  const parts = times && timedParts(times, FEWEST);
  return parts && { from: 'times', names: parts.names, of: parts.of };
}

async function byLikeness(
  features: FeatureRows,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Parting> {
  const { projection } = await principalAxes(features);
  const projected = projectRows(projection, features);
  const { of, sizes } = await partRows(projected, {
    fewest: FEWEST,
    seed,
    pause: timeSlices(signal),
  });
  return { from: 'clusters', names: sizes.map((_, part) => `cluster ${part + 1}`), of };
}

function meansOf(
  features: FeatureRows,
  of: Int32Array,
  parts: number,
): { means: Float64Array[]; sizes: number[] } {
  const sizes = new Array<number>(parts).fill(0);
  for (const part of of) if (part >= 0) sizes[part]!++;
  const means = sizes.map(() => new Float64Array(features.width));
  for (const [row, part] of of.entries()) {
    if (part < 0) continue;
    const mean = means[part]!;
    const values = rowOf(features, row);
    for (let t = 0; t < mean.length; t++) mean[t]! += values[t]! / sizes[part]!;
  }
  return { means, sizes };
}

function squaredDistance(a: FeatureRow, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < b.length; t++) sum += (a[t]! - b[t]!) ** 2;
  return sum;
}

function smallest(values: readonly number[]): number {
  return values.indexOf(Math.min(...values));
}
