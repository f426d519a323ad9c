/** What a calibration of distances to parts must be that comes from a file. */

import { fits, within } from '../base/fits.js';
import { kernels } from '../mmd/kernel.js';
import {
  PARTIAL_METHOD,
  type PartialCalibration,
  type PartialLevels,
} from './partialCalibration.js';
import { independentRows } from './partialWindows.js';

/** Whether this version can use it, if it is sound. */
export function isPartialOfNow(value: unknown): boolean {
  return (value as PartialCalibration | null)?.method === PARTIAL_METHOD;
}

const isPositive = within(Number.MIN_VALUE, Number.MAX_VALUE);

/** Distances of mean embeddings, squared, and what their unbiased estimates come to. */
const isDistance = within(-4, 4);

/** In deviations; a score rises as far before its run time is known, and no further. */
const isStandardised = within(-1e6, 1e6);
const isLogRunTime = within(0, 40);

const isList = (values: unknown, isValue: (value: never) => boolean, count?: number): boolean =>
  Array.isArray(values) &&
  (count === undefined || values.length === count) &&
  values.every((value) => isValue(value as never));

const isSize = (size: unknown): boolean =>
  Number.isInteger(size) && (size as number) > 1 && (size as number) <= 4_096;

const isAscending = (values: readonly number[]): boolean =>
  values.every((value, at) => value >= (values[at - 1] ?? value));

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const level = { mean: isDistance, deviation: within(Number.MIN_VALUE, 4) };

/** Whether distances can be calibrated so. */
export function isPartialCalibration(value: unknown): value is PartialCalibration {
  const { sizes, partSizes, largest, referenceSize, apart } = (value ?? {}) as PartialCalibration;
  if (!isList(sizes, isSize) || !isAscending(sizes) || sizes.length === 0) return false;
  if (!isList(partSizes, isSize) || partSizes.length < 2) return false;
  if (new Set(sizes).size < sizes.length || sizes.at(-1)! > largest) return false;
  if (sumOf(partSizes) !== referenceSize) return false;
  const numbers = independentRows(sizes, apart).length;
  return fits(value, {
    kernel: (kernel: never) => kernels.includes(kernel),
    bandwidth: isPositive,
    referenceSize: isSize,
    largest: isSize,
    apart: (apart: unknown) => apart === 1 || apart === 2,
    seed: Number.isInteger,
    partsFrom: (from: unknown) => from === undefined || from === 'labels' || from === 'times',
    partsHash: (hash: unknown) => hash === undefined || typeof hash === 'string',
    telling: (shares: unknown) => isList(shares, within(Number.MIN_VALUE, 1), sizes.length),
    levels: (levels: unknown) =>
      isList(levels, (one: PartialLevels) => areLevels(one, partSizes.length), numbers),
    nulls: (nulls: unknown) => isList(nulls, isNull, numbers),
    logRunTimes: (times: number[]) =>
      isList(times, isLogRunTime) && times.length > 1 && isAscending(times),
  });
}

function areLevels(levels: PartialLevels, parts: number): boolean {
  return fits(levels, {
    mixed: level,
    parts: (of: unknown) => isList(of, (one) => fits(one, level), parts),
    concentration: { mixed: within(0, 1.01), parts: within(0, 1.01) },
  });
}

function isNull(value: unknown): boolean {
  return fits(value, {
    quantiles: (quantiles: number[]) =>
      isList(quantiles, isStandardised) &&
      quantiles.length >= 2 &&
      quantiles.length <= 10 &&
      isAscending(quantiles),
    tail: within(Number.MIN_VALUE, 1e6),
    deviation: within(0, 1e6),
  });
}
