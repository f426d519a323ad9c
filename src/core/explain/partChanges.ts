/**
 * Which parts of a reference come more or less often than before? A row counts for the part whose mean is nearest to
 * it: of the reference's own rows without themselves in that mean, so that both sides are judged alike. The counts of
 * each part are compared by Fisher's exact test (Fisher, "The Logic of Inductive Inference", Journal of the Royal
 * Statistical Society 98, 1935), corrected for the number of parts by Benjamini & Hochberg. A share is that of inputs
 * nearest to a part, with all who are only mistaken for it.
 */

import { requireLevel } from '../base/checks.js';
import type { FeatureRow } from '../base/rows.js';
import { adjust } from '../ks/multipleTesting.js';
import type { PartsFrom } from '../partial/describedParts.js';
import { fisherPValue } from './fisherTest.js';
import type { ReferenceParts } from './referenceParts.js';

/** One part of the reference, and how often inputs like it come now. */
export interface PartChange {
  /** The label, e.g. `'night'`; the times, e.g. `'18:05 to 05:50 UTC'`; or `'cluster 3'`. */
  readonly name: string;
  /** Rows of the reference that are typical of it, nearest to its mean first, at most 3; from 0. */
  readonly rows: readonly number[];
  /** Share of the reference's rows that are nearest to it, 0 to 1. */
  readonly expected: number;
  /** Share of the inputs, 0 to 1. */
  readonly share: number;
  /** {@link share} by {@link expected}: .5 is half as often; undefined where none was expected. */
  readonly ratio: number | undefined;
  /** Of this part alone, two-sided. */
  readonly pValue: number;
  /** The smallest level at which it would be found among all parts. */
  readonly adjustedPValue: number;
  readonly isChanged: boolean;
}

/** Which parts of the reference come more or less often than in the reference. */
export interface PartChanges {
  readonly partsFrom: PartsFrom;
  /** Inputs that were counted. */
  readonly inputs: number;
  /** All parts, the smallest p-value first. */
  readonly parts: readonly PartChange[];
}

interface PartChangesOptions {
  /** How many independent inputs say as much as these, above 0. @defaultValue all */
  readonly effectiveSampleSize?: number;
  /** The expected share of parts named though they did not change. @defaultValue `.05` */
  readonly level?: number;
}

/**
 * The latest inputs by the parts of the reference.
 *
 * @param rows At least one, of the reference's width: those that look changed, or all in the window. Picked for being
 *   odd, they are no fair sample, and p-values then too small.
 * @throws InvalidOptionError for a level out of range.
 */
export function partChanges(
  reference: ReferenceParts,
  rows: readonly FeatureRow[],
  { effectiveSampleSize = rows.length, level = 0.05 }: PartChangesOptions = {},
): PartChanges {
  requireLevel('level', level);
  const { names, counts, size } = reference;
  const live = new Array<number>(names.length).fill(0);
  for (const row of rows) live[reference.nearestTo(row)]!++;
  const independent = Math.max(1, Math.min(rows.length, Math.floor(effectiveSampleSize)));
  const pValues = Float64Array.from(names, (_, part) => {
    const expected = (independent * counts[part]!) / size;
    const scaled = (independent * live[part]!) / rows.length;
    // Of fewer rows the count is no whole number: rounded to what is nearer to no change.
    const count = scaled < expected ? Math.ceil(scaled - ROUNDING) : Math.floor(scaled + ROUNDING);
    return fisherPValue([count, independent], [counts[part]!, size]);
  });
  const { adjusted } = adjust(pValues, 'fdr', level);
  const parts = names.map((name, part): PartChange => {
    const expected = counts[part]! / size;
    const share = live[part]! / rows.length;
    return {
      name,
      rows: reference.typicalRows[part]!,
      expected,
      share,
      ratio: expected > 0 ? share / expected : undefined,
      pValue: pValues[part]!,
      adjustedPValue: adjusted[part]!,
      isChanged: adjusted[part]! <= level,
    };
  });
  return {
    partsFrom: reference.from,
    inputs: rows.length,
    parts: parts.sort((a, b) => a.pValue - b.pValue),
  };
}

const ROUNDING = 1e-9;
