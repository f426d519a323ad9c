import { subsampleRows } from '../base/rows.js';
import { measureOf } from '../mmd/kernel.js';
import { nullScale } from '../mmd/statistic.js';
import { liveScale, scoreAt } from '../scan/scanCalibration.js';
import type { ScanView } from '../scan/scanView.js';
import { valueAt } from '../scan/windowNull.js';
import { NINE_OF_TEN, POWER_ROWS, type PowerEstimate, shiftedMmd } from './power.js';

/** How small a drift a scan can see. */
export interface ScanPower extends PowerEstimate {
  /** The smallest shift that windows up to so many rows show; undefined where none does. */
  visibleShift(rows: number): number | undefined;
}

/** Shifts that are tried, in standard deviations: from .02 on, each so many times the one before. */
const TRIED = { from: 0.02, times: 1.3, count: 26 } as const;

/** Rows are worth asking for where four times as many see a shift that is a tenth smaller. */
const WORTHWHILE = 0.9;

/**
 * Estimates the power of a scan against a mean shift, from its view of features as they are: where the
 * average MMD² of a shifted window lies 1.28 deviations of the null above what raises an alarm.
 *
 * @param views That of features as they are first.
 * @param runTime Expected run time that the alarm keeps, in samples.
 */
export async function scanPower(
  views: readonly ScanView[],
  runTime: number,
  signal?: AbortSignal,
): Promise<ScanPower> {
  const { calibration, rows, scorer } = views[0]!;
  const { kernel, bandwidth, referenceSize, sizes, nulls } = calibration;
  const some = subsampleRows(rows, POWER_ROWS[measureOf(kernel)], 0);
  const mmd2 = await shiftedMmd(some, kernel, bandwidth, signal);
  const shifts = Array.from({ length: TRIED.count }, (_, i) => TRIED.from * TRIED.times ** i);
  const averages: number[] = [];
  for (const shift of shifts) averages.push(await mmd2(shift));
  const score = scoreAt(calibration, Math.log(runTime * views.length));
  // A window of one row has no pairs, and no MMD² that grows as that of others does.
  const bySize = sizes.slice(1).map((size, i) => {
    const own = nulls[i + 1]!;
    const raising = valueAt(own, scorer.rarityAt(i + 1, score));
    const needed = (raising + NINE_OF_TEN * own.deviation) / liveScale(size, referenceSize);
    return { size, needed, shift: reached(shifts, averages, needed) };
  });
  const { size, needed, shift } = bySize.at(-1)!;
  const more = 4 * referenceSize;
  const gain = nullScale(more, size) / nullScale(referenceSize, size);
  const shiftWithMoreRows = reached(shifts, averages, needed * gain);
  const advice =
    'Small drifts will be missed: add reference rows. ' +
    `With ${more} instead of ${referenceSize} a shift of ` +
    `${shiftWithMoreRows.toFixed(2)} standard deviations would be found, now ` +
    `${Number.isFinite(shift) ? `it is ${shift.toFixed(2)}` : 'none is'}.`;
  return {
    shift,
    shiftWithMoreRows,
    advice: shiftWithMoreRows < WORTHWHILE * shift ? advice : undefined,
    visibleShift: (count) => {
      const least = Math.min(...bySize.map((one) => (one.size <= count ? one.shift : Infinity)));
      return Number.isFinite(least) ? least : undefined;
    },
  };
}

/** The shift whose average is a value, between those that were tried; infinite beyond them. */
function reached(shifts: readonly number[], averages: readonly number[], value: number): number {
  const above = averages.findIndex((average) => average >= value);
  if (above < 0) return Number.POSITIVE_INFINITY;
  if (above === 0) return shifts[0]!;
  const [low, high] = [averages[above - 1]!, averages[above]!];
  const share = (value - low) / (high - low);
  return shifts[above - 1]! + share * (shifts[above]! - shifts[above - 1]!);
}
