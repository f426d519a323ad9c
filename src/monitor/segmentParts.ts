import { RELIABLE_FROM } from '../core/alarm/scanPolicy.js';
import { came } from '../core/base/checks.js';
import { InvalidFeaturesError, InvalidOptionError } from '../core/base/errors.js';
import { pickedOrigins, type RowOriginOptions, type RowOrigins } from '../core/base/rowOrigins.js';
import { type FeatureRowsLike, pickRows } from '../core/base/rows.js';
import type { Reference } from '../reference/reference.js';
import type { DriftMonitor } from './driftMonitor.js';
import { hasMedian, requireReference } from './options.js';
import type { SegmentedMonitorOptions } from './segments.js';

/** The part of a reference that belongs to one segment, and its monitor. */
export interface Segment {
  readonly label: string;
  /** Rows of the reference with this label. */
  readonly size: number;
  /** Undefined where the segment cannot be watched; then `reason` says why. */
  readonly reference: Reference | undefined;
  readonly reason: string;
  monitor?: DriftMonitor;
}

/**
 * Parts a reference by labels.
 *
 * @throws {@link InvalidOptionError} for another number of labels, or what is no reference.
 */
export async function parted({
  reference,
  labels,
  bandwidth = 'median',
}: SegmentedMonitorOptions): Promise<Segment[]> {
  requireReference(reference);
  const rowsOf = new Map<string, number[]>();
  labelsOfKept(reference, labels ?? reference.labels).forEach((label, row) => {
    const rows = rowsOf.get(label);
    if (rows) rows.push(row);
    else rowsOf.set(label, [row]);
  });
  return Promise.all(
    [...rowsOf].map(async ([label, rows]) => {
      const size = rows.length;
      if (size < RELIABLE_FROM) {
        const reason = `The reference has ${size} rows of this segment; ${RELIABLE_FROM} would do.`;
        return { label, size, reference: undefined, reason };
      }
      const unwatched = (reason: string): Segment => ({
        label,
        size,
        reference: undefined,
        reason: `Not watched: ${reason}`,
      });
      try {
        const own = await reference.replaceFrom(...picked(reference, Int32Array.from(rows)));
        if (hasMedian(own, bandwidth)) return { label, size, reference: own, reason: '' };
        return unwatched(
          "more than half of the pairs of this segment's rows are equal, so that no bandwidth follows " +
            'from them. Set `bandwidth` to a number.',
        );
      } catch (error) {
        if (!(error instanceof InvalidFeaturesError)) throw error;
        return unwatched(error.message);
      }
    }),
  );
}

/** Of a reference that was sampled, those of the rows that it kept. */
function labelsOfKept(reference: Reference, labels: RowOrigins['labels']): readonly string[] {
  const { size, sampledFrom } = reference;
  if (!isOfStrings(labels)) {
    throw new InvalidOptionError(
      `labels: an array with a string for each row of the reference was expected, ${came(labels)} came. Give ` +
        'them here; or all rows of the reference theirs, when it is made.',
    );
  }
  if (labels.length === size) return labels;
  // Only now: which rows were kept takes as long as there were rows.
  if (sampledFrom !== undefined && labels.length === sampledFrom) {
    return [...reference.keptRows!].map((row) => labels[row]!);
  }
  const rows =
    sampledFrom === undefined ? `${size}` : `${size} that were kept of the ${sampledFrom}`;
  throw new InvalidOptionError(
    `labels: one for each of the ${rows} rows of the reference was expected, ${labels.length} came.`,
  );
}

function isOfStrings(labels: unknown): labels is readonly string[] {
  return Array.isArray(labels) && labels.every((label) => typeof label === 'string');
}

/** Rows of a reference, with what it knows of all of them, as far as that tells them apart. */
function picked(
  reference: Reference,
  at: Int32Array,
): [rows: FeatureRowsLike, origins: RowOriginOptions] {
  const { values, width } = pickRows(reference.features, at);
  const { labels, times } = pickedOrigins(reference, at);
  const conditions = new Set(labels).size;
  const isTold = isOfStrings(labels) && conditions > 1 && conditions < labels.length;
  return [
    { values, width },
    { ...(isTold && { labels }), ...(times?.every(Number.isFinite) && { times }) },
  ];
}
