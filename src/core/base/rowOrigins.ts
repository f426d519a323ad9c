/** What users say of a reference's rows: under which condition each was recorded, and when. */

import { came } from './checks.js';
import { InvalidOptionError } from './errors.js';

/** The condition that a row was recorded under, e.g. `'night'`; a number counts as its digits. */
export type RowLabel = string | number;

/** Options of all that makes a reference. */
export interface RowOriginOptions {
  /**
   * The condition that each row was recorded under, such as `'day'` or `'night'`, one for each row in their
   * order, or one for all: a string of 1 to 100 characters, or a number, which counts as its digits. The rows
   * of one label are a part of the reference. A stream of one part alone is not new; see `alarmOn`.
   * @defaultValue parts follow from `times`, and else are found by k-means
   */
  readonly labels?: RowLabel | readonly RowLabel[] | undefined;
  /**
   * When each row was recorded, one for each row in their order: Dates, or milliseconds since 1970. Without
   * labels, parts follow from the times: parts of the day if they span more than two days, else one after
   * another. @defaultValue not known
   */
  readonly times?: readonly (Date | number)[] | Float64Array | undefined;
}

/** What is known of rows, one for each. */
export interface RowOrigins {
  /** Undefined for a row without; as a whole where none has any. */
  readonly labels?: readonly (string | undefined)[] | undefined;
  /** Milliseconds since 1970, NaN for a row without; undefined where none has any. */
  readonly times?: Float64Array | undefined;
}

/** Characters. */
const LONGEST_LABEL = 100;

/** Of years of four digits: microseconds since 1970 are beyond. */
const EARLIEST_TIME_MS = -62_135_596_800_000;
const LATEST_TIME_MS = 253_402_300_799_999;

/** Of so many rows some share a condition, or labels are something else. */
const FEWEST_TOLD_APART = 8;

/** Whether it can be the name of a condition. */
export function isLabel(label: unknown): label is string {
  return typeof label === 'string' && label.length > 0 && label.length <= LONGEST_LABEL;
}

/** Whether it can be when something happened. */
export function isTimeMs(time: unknown): time is number {
  return typeof time === 'number' && time >= EARLIEST_TIME_MS && time <= LATEST_TIME_MS;
}

/**
 * @param count Rows.
 * @throws {@link InvalidOptionError} for another number of them, what is no label or time, and labels of
 *   which no two are the same.
 */
export function rowOrigins({ labels, times }: RowOriginOptions, count: number): RowOrigins {
  return {
    labels: labels === undefined ? undefined : labelsOf(labels, count),
    times: times === undefined ? undefined : timesOf(times, count),
  };
}

/** Of rows and more rows after them. @param counts How many these are. */
export function joinedOrigins(
  before: RowOrigins,
  added: RowOrigins,
  counts: readonly [before: number, added: number],
): RowOrigins {
  const both = [before, added] as const;
  const labels = both.some((one) => one.labels)
    ? both.flatMap((one, at) => one.labels ?? new Array<undefined>(counts[at]!).fill(undefined))
    : undefined;
  if (!both.some((one) => one.times)) return { labels, times: undefined };
  const times = new Float64Array(counts[0] + counts[1]).fill(Number.NaN);
  if (before.times) times.set(before.times);
  if (added.times) times.set(added.times, counts[0]);
  return { labels, times };
}

/** Of the rows of these indices. */
export function pickedOrigins({ labels, times }: RowOrigins, at: Int32Array): RowOrigins {
  return {
    labels: labels && Array.from(at, (row) => labels[row]),
    times: times && Float64Array.from(at, (row) => times[row]!),
  };
}

function labelsOf(given: RowLabel | readonly RowLabel[], count: number): readonly string[] {
  const list = typeof given === 'object' ? given : new Array<RowLabel>(count).fill(given);
  requireOneForEach(
    'labels',
    list,
    count,
    'a string or a number',
    "or one for all, such as 'night'",
  );
  const labels = list.map((label, row) => {
    const name = typeof label === 'number' && Number.isFinite(label) ? String(label) : label;
    if (isLabel(name)) return name;
    throw new InvalidOptionError(
      `labels: row ${row} has ${came(label)}; a string of 1 to ${LONGEST_LABEL} characters or a number was ` +
        "expected. Give rows whose condition is not known a label of their own, such as 'other'.",
    );
  });
  if (count >= FEWEST_TOLD_APART && new Set(labels).size === count) {
    throw new InvalidOptionError(
      `labels: no two of the ${count} rows have the same (${came(labels[0])}, ${came(labels[1])}, …); the ` +
        "condition that rows were recorded under was expected, such as 'day' or 'night'. Leave `labels` out " +
        'where there is none.',
    );
  }
  return Object.freeze(labels);
}

function timesOf(given: readonly (Date | number)[] | Float64Array, count: number): Float64Array {
  requireOneForEach('times', given, count, 'a Date or milliseconds since 1970', 'in its order');
  return Float64Array.from(given as ArrayLike<Date | number>, (time, row) => {
    const ms = time instanceof Date ? time.getTime() : time;
    if (isTimeMs(ms)) return ms;
    throw new InvalidOptionError(
      `times: row ${row} has ${time instanceof Date ? 'an invalid Date' : came(time)}; a Date or milliseconds ` +
        'since 1970, of the years 1 to 9999, were expected. Of a text in ISO 8601 give `Date.parse(text)`.',
    );
  });
}

function requireOneForEach(
  name: keyof RowOriginOptions,
  list: unknown,
  count: number,
  what: string,
  otherwise: string,
): void {
  const isList = Array.isArray(list) || list instanceof Float64Array;
  if (isList && list.length === count) return;
  const given = isList ? list.length : came(list);
  throw new InvalidOptionError(
    `${name}: ${what} for each of the ${count} rows was expected, ${given} came. Give one for each row, ` +
      `${otherwise}; or leave \`${name}\` out.`,
  );
}
