/** Parts of a reference as a verdict speaks of them: what they follow from, and what bears a window's weight. */

import type { RowOrigins } from '../base/rowOrigins.js';
import type { FeatureRows } from '../base/rows.js';
import { labelledParts, timedParts } from './originParts.js';
import type { Parts } from './parts.js';

/** What says which rows of a reference belong together: their labels, their times, or k-means of the features. */
export type PartsFrom = 'labels' | 'times' | 'clusters';

/** What inputs are like. */
export interface PartShare {
  /** The label, e.g. `'night'`; the times, e.g. `'18:05 to 05:50 UTC'`; or `'cluster 3'`. */
  readonly name: string;
  /** Of the weight, above 0 and at most 1. */
  readonly share: number;
}

/** A row of the reference that inputs are like. */
export interface BearingRow {
  /** Its number in the reference, from 0. */
  readonly row: number;
  /** Of the weight, above 0. */
  readonly share: number;
  /** Where it has one. */
  readonly label?: string;
  /** When it was recorded, ISO 8601, where that is known. */
  readonly time?: string;
}

/** Which part of the reference a window is nearest to. */
export interface NearestShares {
  /** Heaviest first; those of less than half a percent are left out. */
  readonly parts: readonly PartShare[];
  /** Those that bear the most, heaviest first, at most 8. */
  readonly rows: readonly BearingRow[];
}

/** Of those that bear the most. */
const ROWS_TOLD = 8;

/** Of the weight: less is what the search for the nearest part has left over. */
const LEAST_TOLD = 0.005;

/** Labelled rows that have no label, among others that do. */
const WITHOUT = 'no label';

/** Parts, and what their rows are called. */
export interface DescribedParts extends Parts {
  readonly from: PartsFrom;
  readonly origins: RowOrigins;
  /** Which name each row goes by: of labels its own, also where it shares a part with others. */
  readonly names: readonly string[];
  readonly nameOf: Int32Array;
}

/**
 * Parts by labels, or else by times; undefined where neither tells two parts of enough rows apart.
 *
 * @param rows Shape [count, width], of few columns.
 * @param fewest Rows of a part.
 */
export function partsByOrigin(
  rows: FeatureRows,
  origins: RowOrigins,
  fewest: number,
): DescribedParts | undefined {
  const { labels, times } = origins;
  const byLabel = labels && labelledParts(rows, labels, fewest);
  if (byLabel) {
    const names = [...new Set(labels)];
    const nameOf = Int32Array.from(labels, (label) => names.indexOf(label));
    return {
      ...byLabel,
      from: 'labels',
      origins,
      names: names.map((name) => name ?? WITHOUT),
      nameOf,
    };
  }
  const byTime = times && timedParts(times, fewest);
  return byTime && { ...byTime, from: 'times', origins, nameOf: byTime.of };
}

/** Parts that k-means found. */
export function clustersOf(parts: Parts, origins: RowOrigins): DescribedParts {
  const names = parts.sizes.map((_, part) => `cluster ${part + 1}`);
  return { ...parts, from: 'clusters', origins, names, nameOf: parts.of };
}

/**
 * What bears a window's weight.
 *
 * @param weights Of each row, of sum 1.
 * @param at Which rows of the reference these are. @defaultValue all
 */
export function nearestShares(
  { names, nameOf, origins: { labels, times } }: DescribedParts,
  weights: Float64Array,
  at?: Int32Array,
): NearestShares {
  const shares = new Float64Array(names.length);
  for (const [row, weight] of weights.entries()) shares[nameOf[row]!]! += weight;
  const heaviest = [...weights.keys()].filter((row) => weights[row]! > 0);
  heaviest.sort((a, b) => weights[b]! - weights[a]!);
  return {
    parts: names
      .map((name, which) => ({ name, share: Math.min(1, shares[which]!) }))
      .filter(({ share }) => share >= LEAST_TOLD)
      .sort((a, b) => b.share - a.share),
    rows: heaviest.slice(0, ROWS_TOLD).map((row) => {
      const label = labels?.[row];
      const time = times?.[row];
      return {
        row: at?.[row] ?? row,
        share: weights[row]!,
        ...(label !== undefined && { label }),
        ...(time !== undefined && Number.isFinite(time) && { time: new Date(time).toISOString() }),
      };
    }),
  };
}

/** Names that bear half of the weight, or the first of these: more tell little. */
const NAMES_TOLD = 3;

/**
 * What inputs are most like, as a verdict says it, e.g. `'night' (86 % of the nearest mix)`; undefined where parts
 * have no names that tell a person something.
 */
export function likest({
  partsFrom,
  parts = [],
}: {
  readonly partsFrom: PartsFrom;
  readonly parts?: readonly PartShare[];
}): string | undefined {
  if (partsFrom === 'clusters' || parts.length === 0) return undefined;
  let share = 0;
  const told = parts.filter((part, at) => {
    const isTold = share < 0.5 && at < NAMES_TOLD;
    if (isTold) share += part.share;
    return isTold;
  });
  const names = told.map(({ name }) => (partsFrom === 'labels' ? `'${name}'` : name));
  const last = names.pop()!;
  const list = names.length > 0 ? `${names.join(', ')} and ${last}` : last;
  return `${list} (${Math.round(100 * share)} % of the nearest mix)`;
}
