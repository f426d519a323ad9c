/** What should be known of labels and times that do not part a reference as their user will have meant. */

import { came } from '../base/checks.js';
import { rowOf } from '../base/derivedRows.js';
import { pickedOrigins, type RowOrigins } from '../base/rowOrigins.js';
import { type FeatureRows, pickRows } from '../base/rows.js';
import { timedParts } from './originParts.js';
import { comparedRows, fewestOfPart } from './partialWindows.js';

const FOUND_INSTEAD = 'So parts are found by k-means of the features.';

/** Named in a message. */
const NAMES_TOLD = 3;

/**
 * In sentences, with what to do; undefined where all is well, or there are neither labels nor times.
 *
 * @param seed Draws the rows of a large reference that windows are compared with.
 */
export function partsAdvice(
  reference: RowOrigins & { readonly features: FeatureRows },
  seed: number,
): string | undefined {
  const at = comparedRows(reference.features.count, seed);
  const features = at ? pickRows(reference.features, at) : reference.features;
  const { labels, times } = at ? pickedOrigins(reference, at) : reference;
  const fewest = fewestOfPart(features.count);
  if (labels) return ofLabels(labels, features, fewest);
  return times && ofTimes(times, fewest);
}

function ofLabels(
  labels: NonNullable<RowOrigins['labels']>,
  features: FeatureRows,
  fewest: number,
): string | undefined {
  const rowsOf = new Map<string | undefined, number[]>();
  for (const [row, label] of labels.entries()) {
    rowsOf.set(label, [...(rowsOf.get(label) ?? []), row]);
  }
  const { count } = features;
  if (rowsOf.size === 1) {
    return (
      `labels: all ${count} rows have ${came(labels[0])}, which is one part. ${FOUND_INSTEAD} Extend the ` +
      'reference by rows of other conditions, each with its label; or leave `labels` out.'
    );
  }
  const nameOf = (label: string | undefined): string =>
    label === undefined ? 'rows without a label' : came(label);
  const said: string[] = [];
  const small = [...rowsOf].filter(([, rows]) => rows.length < fewest);
  if (small.length > 0) {
    const named = small.map(([label, { length }]) => `${nameOf(label)} (${length})`);
    const inSmall = small.reduce((sum, [, { length }]) => sum + length, 0);
    const isOne = rowsOf.size - small.length === 1 && inSmall < fewest;
    const are = small.length > 1 ? 'are' : 'is';
    said.push(
      `labels: ${listed(named)} ${are} too few of ${count} rows for a part, which needs ${fewest}: a twentieth of ` +
        'all and 8. They count to the part nearest to them, and a window of nothing else counts as new. ' +
        `${isOne ? `One part is left. ${FOUND_INSTEAD} ` : ''}Add rows of them, or give them the label of ` +
        'what they are like.',
    );
  }
  const equal = [...rowsOf].filter(([, rows]) => rows.length >= fewest && areEqual(features, rows));
  if (equal.length > 0) {
    const named = equal.map(([label, { length }]) => `${nameOf(label)} (${length})`);
    said.push(
      `labels: the rows of ${listed(named)} are all equal, so that any input that is not the same counts as ` +
        'new. Record them anew, as of a scene with some life in it; or leave them out.',
    );
  }
  return said.length > 0 ? said.join(' ') : undefined;
}

function ofTimes(times: Float64Array, fewest: number): string | undefined {
  const missing = times.filter((time) => Number.isNaN(time)).length;
  if (missing > 0) {
    return (
      `times: ${missing} of ${times.length} rows have none. ${FOUND_INSTEAD} Give those of all rows, also where ` +
      'the reference is extended; or `labels`.'
    );
  }
  if (timedParts(times, fewest)) return undefined;
  return (
    `times: those of ${times.length} rows leave one part, as where all are the same. ${FOUND_INSTEAD} Give when ` +
    'each was recorded; or `labels`.'
  );
}

function listed(names: readonly string[]): string {
  const told = names.slice(0, NAMES_TOLD).join(', ');
  const more = names.length - NAMES_TOLD;
  return more > 0 ? `${told} and ${more} more` : told;
}

function areEqual(features: FeatureRows, rows: readonly number[]): boolean {
  const first = rowOf(features, rows[0]!);
  return rows.every((row) => rowOf(features, row).every((value, c) => value === first[c]));
}
