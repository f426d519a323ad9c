import { subsampleRows } from '../base/derivedRows.js';
import { measureOf } from '../mmd/kernel.js';
import { nullScale } from '../mmd/statistic.js';
import { liveScale, scoreAt } from '../scan/scanCalibration.js';
import type { ScanView } from '../scan/scanView.js';
import { pairsOf } from '../scan/slidingSums.js';
import { valueAt } from '../scan/windowNull.js';
import {
  nineOfTenExceed,
  POWER_ROWS,
  type PowerEstimate,
  type ShiftedMmd,
  shiftedMmd,
} from './power.js';

/** The smallest shift that windows up to so many rows show; undefined where none does. */
export function visibleShift(power: PowerEstimate | undefined, rows: number): number | undefined {
  return power?.byRows?.findLast((one) => one.rows <= rows)?.shift;
}

/** Shifts that are tried, in standard deviations: from .02 on, each so many times the one before. */
const TRIED = { from: 0.02, times: 1.4, count: 20 } as const;

/** Rows are worth asking for where four times as many see a shift that is a tenth smaller. */
const WORTHWHILE = 0.9;

/**
 * Estimates the power of a scan against a mean shift, from its view of features as they are: where nine of
 * ten shifted windows exceed what raises an alarm.
 *
 * @param views That of features as they are first.
 * @param runTime Expected run time that the alarm keeps, in samples.
 */
export async function scanPower(
  views: readonly ScanView[],
  runTime: number,
  signal?: AbortSignal,
): Promise<PowerEstimate> {
  const { calibration, rows, scorer, share } = views[0]!;
  const { kernel, bandwidth, referenceSize, sizes, nulls, apart } = calibration;
  const some = subsampleRows(rows, POWER_ROWS[measureOf(kernel)], 0);
  const shifted = await shiftedMmd(some, kernel, bandwidth, signal);
  const shifts = Array.from({ length: TRIED.count }, (_, i) => TRIED.from * TRIED.times ** i);
  const windows: ShiftedMmd[] = [];
  for (const shift of shifts) windows.push(await shifted(shift));
  const score = scoreAt(calibration, Math.log(runTime / share));
  /** The shift of which nine of ten windows of a size raise an alarm, by a reference of so many rows. */
  const shiftFor = (at: number, count: number): number => {
    const own = nulls[at]!;
    const size = sizes[at]!;
    const pairs = pairsOf(size, apart);
    // It has no MMD² that grows as that of others does, or too few rows to raise an alarm alone.
    if (pairs === 0 || !scorer.reaches(at, score)) return Number.POSITIVE_INFINITY;
    const scale =
      (liveScale(size, referenceSize, apart) * nullScale(referenceSize, size, pairs)) /
      nullScale(count, size, pairs);
    const raising = valueAt(own, scorer.rarityAt(at, score)) / scale;
    const lowest = windows.map((window) => nineOfTenExceed(window, own.deviation / scale, size));
    return reached(shifts, lowest, raising);
  };
  const byRows: { rows: number; shift: number }[] = [];
  for (let at = 0; at < sizes.length; at++) {
    const shift = Math.min(byRows.at(-1)?.shift ?? Infinity, shiftFor(at, referenceSize));
    if (Number.isFinite(shift)) byRows.push({ rows: sizes[at]!, shift });
  }
  const shift = byRows.at(-1)?.shift ?? Number.POSITIVE_INFINITY;
  const more = 4 * referenceSize;
  const shiftWithMoreRows = Math.min(shift, shiftFor(sizes.length - 1, more));
  const advice =
    'Small drifts will be missed: add reference rows. ' +
    `With ${more} instead of ${referenceSize} a shift of ` +
    `${shiftWithMoreRows.toFixed(2)} standard deviations would be found, now ` +
    `${Number.isFinite(shift) ? `it is ${shift.toFixed(2)}` : 'none is'}.`;
  return {
    shift,
    shiftWithMoreRows,
    byRows,
    advice: shiftWithMoreRows < WORTHWHILE * shift ? advice : undefined,
  };
}

/** The shift at which a growing value is reached, between those that were tried; infinite beyond them. */
function reached(shifts: readonly number[], values: readonly number[], wanted: number): number {
  const above = values.findIndex((value) => value >= wanted);
  if (above < 0) return Number.POSITIVE_INFINITY;
  if (above === 0) return shifts[0]!;
  const [low, high] = [values[above - 1]!, values[above]!];
  const share = (wanted - low) / (high - low);
  return shifts[above - 1]! + share * (shifts[above]! - shifts[above - 1]!);
}
