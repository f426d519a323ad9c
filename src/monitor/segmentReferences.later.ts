import { remainingRows } from '../core/alarm/pretendStreams.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { pickRows } from '../core/base/rows.js';
import type { Reference } from '../reference/reference.js';

/** The part of a reference that belongs to one segment. */
export interface SegmentReference {
  readonly label: string;
  /** Rows of the reference with this label. */
  readonly size: number;
  /** Rows that a window of the size asked for needs. */
  readonly needed: number;
  /** Undefined where there are too few rows. */
  readonly reference: Reference | undefined;
}

/**
 * Parts a reference by labels.
 *
 * @param labels One for each row of the reference, in its order.
 * @throws {@link InvalidOptionError} for another number of labels.
 */
export async function segmentReferences(
  reference: Reference,
  labels: readonly string[],
  windowSize: number,
): Promise<SegmentReference[]> {
  if (labels.length !== reference.size) {
    throw new InvalidOptionError(
      `labels: one for each of the ${reference.size} rows of the reference was expected, ` +
        `${labels.length} came.`,
    );
  }
  // A pretend stream must leave two rows.
  const needed = 2 - remainingRows(0, windowSize);
  const rowsOf = new Map<string, number[]>();
  labels.forEach((label, row) => {
    rowsOf.set(label, [...(rowsOf.get(label) ?? []), row]);
  });
  return Promise.all(
    [...rowsOf].map(async ([label, rows]) => ({
      label,
      size: rows.length,
      needed,
      reference:
        rows.length < needed ? undefined : await reference.replaceFrom(picked(reference, rows)),
    })),
  );
}

function picked({ features }: Reference, rows: readonly number[]) {
  const { values, width } = pickRows(features, Int32Array.from(rows));
  return { values, width };
}
