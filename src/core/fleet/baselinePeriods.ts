import { came, requireInteger } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';

const DAY_MS = 86_400_000;

/** What repeats: a week has its weekends, a day its light. */
export type Season = 'week' | 'day' | 'none';

interface BaselineOptions {
  /** 60,000 to 86,400,000, a divisor of a day. */
  readonly periodMs: number;
  /** @defaultValue 'week' */
  readonly season?: Season;
  /** From 1. @defaultValue 4 */
  readonly count?: number;
  /** When a baseline may begin, ISO 8601, as the first period of a reference. @defaultValue ever */
  readonly from?: string;
  /** When it must have ended, ISO 8601, as the start of a release. @defaultValue the period's own start */
  readonly until?: string;
  /** Starts of periods that are none, as those with alarms or holidays. @defaultValue none */
  readonly without?: ReadonlySet<string>;
}

/**
 * What a period is compared with: the last periods of the same hour of the same weekday, in UTC, or of the same hour of
 * the day before, or those just before. A device whose clock follows summer time is compared with the hour beside for
 * as many weeks as the baseline is long.
 *
 * @param period Its start, ISO 8601, aligned.
 * @returns Starts as `toISOString` writes them, the latest first; fewer than `count` where `from` is reached. None
 *   means that the period cannot be compared with anything.
 * @throws {@link InvalidOptionError} for a time that is none or not aligned, or options that are out of range.
 */
export function baselinePeriods(
  period: string,
  { periodMs, season = 'week', count = 4, from, until = period, without }: BaselineOptions,
): string[] {
  requireInteger('periodMs', periodMs, 60_000, DAY_MS);
  if (DAY_MS % periodMs !== 0) {
    throw new InvalidOptionError(
      `periodMs: a divisor of a day was expected, ${periodMs} came, which leaves ${DAY_MS % periodMs} over.`,
    );
  }
  requireInteger('count', count, 1, 1_000);
  const step = stepOf(season, periodMs);
  const start = timeOf('period', period);
  if (start % periodMs !== 0) {
    throw new InvalidOptionError(
      `period: a multiple of ${periodMs} ms since 1970 was expected, ${period} came.`,
    );
  }
  const earliest = from === undefined ? start - step * MOST_STEPS : timeOf('from', from);
  const latest = Math.min(timeOf('until', until), start) - periodMs;
  const starts: string[] = [];
  let at = start - step * Math.max(1, Math.ceil((start - latest) / step));
  for (; at >= earliest && starts.length < count; at -= step) {
    const iso = new Date(at).toISOString();
    if (!without?.has(iso)) starts.push(iso);
  }
  return starts;
}

/** However many of them are left out. */
const MOST_STEPS = 2_000;

function stepOf(season: Season, periodMs: number): number {
  switch (season) {
    case 'week':
      return 7 * DAY_MS;
    case 'day':
      return DAY_MS;
    case 'none':
      return periodMs;
    default:
      throw new InvalidOptionError(
        `season: 'week', 'day' or 'none' was expected, ${came(season)} came.`,
      );
  }
}

function timeOf(name: string, iso: string): number {
  const time = Date.parse(iso);
  if (Number.isFinite(time)) return time;
  throw new InvalidOptionError(`${name}: a time in ISO 8601 was expected, ${came(iso)} came.`);
}
