import { InvalidOptionError } from '../../src/core/base/errors.js';
import type { ChangeQuery, DeviceQuery, MeanQuery, SeriesQuery } from './fleetStore.js';

/** Devices of one query. */
const MOST = 10_000;

/** @throws {@link InvalidOptionError} for no periods, or one that is in the baseline too. */
export function requirePeriods({ periods, baseline }: MeanQuery & Partial<ChangeQuery>): void {
  if (periods.length === 0 || baseline?.length === 0) {
    throw new InvalidOptionError('periods and baseline: at least one of each was expected.');
  }
  const shared = baseline?.find((period) => periods.includes(period));
  if (shared === undefined) return;
  throw new InvalidOptionError(
    `baseline: periods apart from those that are compared with it were expected, ${new Date(shared).toISOString()} is in both.`,
  );
}

/** @throws {@link InvalidOptionError} for too many devices. */
export function requireDevices({ devices }: SeriesQuery): void {
  if (devices.length <= MOST) return;
  throw new InvalidOptionError(`devices: at most ${MOST} were expected, ${devices.length} came.`);
}

/** @throws {@link InvalidOptionError} for a limit that is out of range. */
export function requireLimit({ limit = 1_000 }: DeviceQuery): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new InvalidOptionError(
    `limit: a whole number from 1 to ${MOST} was expected, ${limit} came.`,
  );
}
