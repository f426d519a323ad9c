import type { ChangeKind } from '../core/alarm/alarmPolicy.js';
import type { FeatureRow } from '../core/base/rows.js';
import type { Explanation } from '../core/explain/explanation.js';
import { partChanges } from '../core/explain/partChanges.js';
import { partsSentence } from '../core/explain/partsSentence.js';
import { referenceParts } from '../core/explain/referenceParts.js';
import type { Reference } from '../reference/reference.js';

interface CountedOptions {
  readonly effectiveSampleSize: number;
  readonly kind: ChangeKind | undefined;
}

/** Counts inputs by the parts of a reference, as `partChanges`. */
export type CountedParts = (
  rows: readonly FeatureRow[],
  options: CountedOptions,
) => Partial<Explanation>;

/** @returns Undefined for a reference without two parts. */
export async function countedParts(
  { features, labels, times }: Reference,
  seed: number,
): Promise<CountedParts | undefined> {
  const known = await referenceParts(features, { labels, times, seed });
  if (!known) return undefined;
  return (rows, { effectiveSampleSize, kind }) => {
    const parts = partChanges(known, rows, { effectiveSampleSize });
    // Inputs like no part of the reference are nearest to one all the same, which says little.
    const text = kind === 'mix' ? partsSentence(parts) : undefined;
    return text === undefined ? { parts } : { parts, text };
  };
}
