/** What a calibration of a scan must be that comes from a file. */

import { fits, within } from '../base/fits.js';
import { kernels } from '../mmd/kernel.js';
import { SCAN_METHOD, type ScanCalibration } from './scanCalibration.js';
import { FEWEST_QUANTILES, LARGEST_MMD2, MOST_QUANTILES, type WindowNull } from './windowNull.js';
import { windowSizes } from './windowSizes.js';

/** Whether this version can use it, if it is sound. */
export function isOfNow(scan: unknown): boolean {
  return (scan as ScanCalibration | null)?.method === SCAN_METHOD;
}

const isPositive = within(Number.MIN_VALUE, Number.MAX_VALUE);
const isMmd2 = within(-LARGEST_MMD2, LARGEST_MMD2);

/** A score rises as far before its run time is known, and no further. */
const LONGEST_LOG = 40;

function isAscending(
  values: unknown,
  count: number,
  isValue: (value: unknown) => boolean,
): boolean {
  return (
    Array.isArray(values) &&
    values.length === count &&
    values.every((value, at) => isValue(value) && value >= (values[at - 1] ?? value))
  );
}

/** Whether a scan can be calibrated so. */
export function isScanCalibration(value: unknown): value is ScanCalibration {
  return (
    fits(value, {
      kernel: (kernel: never) => kernels.includes(kernel),
      bandwidth: isPositive,
      referenceSize: (size: number) => Number.isInteger(size) && size > 1,
      largest: (size: number) => Number.isInteger(size) && size > 1,
      apart: (apart: unknown) => apart === 1 || apart === 2,
      rarestRow: (rarity: unknown) => rarity === undefined || isPositive(rarity),
      projection: (name: unknown) => name === undefined || typeof name === 'string',
      logRunTimes: (times: number[]) =>
        isAscending(times, times?.length, within(0, LONGEST_LOG)) && times.length > 1,
    }) && hasNulls(value as ScanCalibration)
  );
}

function hasNulls({ sizes, nulls, largest, apart }: ScanCalibration): boolean {
  if (largest > 1_024 || JSON.stringify(sizes) !== JSON.stringify(windowSizes(largest, apart)))
    return false;
  const hasLength = ({ length }: unknown[]): boolean =>
    length >= FEWEST_QUANTILES && length <= MOST_QUANTILES;
  const isNull = (one: WindowNull): boolean =>
    fits(one, {
      quantiles: (quantiles: unknown[]) =>
        hasLength(quantiles) && isAscending(quantiles, quantiles.length, isMmd2),
      tail: within(Number.MIN_VALUE, LARGEST_MMD2),
      deviation: within(0, LARGEST_MMD2),
    });
  return Array.isArray(nulls) && nulls.length === sizes.length && nulls.every(isNull);
}
