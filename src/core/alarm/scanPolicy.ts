import { InvalidOptionError } from '../base/errors.js';
import { fits, isCount, isFlag } from '../base/fits.js';
import { loadPart } from '../base/loadPart.js';
import { LARGEST, largestWindow, WHITENED_FROM } from '../scan/windowLimits.js';
import type { AlarmPolicy } from './alarmPolicy.js';
import type { FalseAlarmOptions } from './falseAlarms.js';
import { savedBudget, wishOf } from './policies.js';

/** Rows of the permutation test that comes along. */
const TESTED = 64;

/** Rows of a reference that make two parts. */
const TELLS_NEW_FROM = 80;

/** Of windows of one row alone there is nothing but how odd it is. */
const SMALLEST_LARGEST = 2;

/**
 * With fewer rows the rate of false alarms of single references is more than three times the wanted one
 * (docs/calibration/false-alarms.md).
 */
export const RELIABLE_FROM = 40;

/** Rows that a reference needs for windows of two. */
const FEWEST_SCANNED = 4 * SMALLEST_LARGEST + 2;

/**
 * Drift when the latest windows, from 1 row to 128, of features as they are and whitened, are together rarer
 * than once in the wanted average run length; a warning at a tenth of that. Small windows show strong drift
 * at once, large ones show weak drift later, and nobody has to choose a window.
 *
 * Each size of window has its own null distribution, and a share of the false alarms; whitened windows
 * together have a fifth of them. Everything is calibrated on the reference alone, once for all run lengths.
 * (The scan statistics of Wei & Xie, "Online Kernel CUSUM for Change-Point Detection", arXiv 2211.15070, are
 * for one kernel and a known null.)
 *
 * Each sample is scored, whatever `testEvery` is, so `expectedRunTime` is in samples. Independent inputs are
 * scored from the first one on. With frames that follow each other, neighbours are not compared with each
 * other, and windows of 2 to 7 are left out. The option `reducer` and the bandwidths `'pooled-median'` and
 * `'fuse'` concern the permutation test alone; the scan takes the reference's median distance. The run length
 * holds on average over references, as with `expectedRunTimePolicy`. Whitening needs 400 reference rows: it
 * is fitted on one half, and tested against the other.
 *
 * @throws {@link InvalidOptionError} for `falseAlarms` that are not valid.
 */
export function scanPolicy(options: FalseAlarmOptions = {}): AlarmPolicy {
  const wish = wishOf('scanPolicy', options);
  return {
    name: 'scan',
    settings: wish,
    testedRows: TESTED,
    tellsNewFrom: TELLS_NEW_FROM,
    defaultWindowSize: (referenceSize) => Math.max(SMALLEST_LARGEST, largestWindow(referenceSize)),
    accepts: (saved) =>
      fits(saved, {
        budget: savedBudget,
        shownBy: (rows: unknown) => rows === undefined || isCount(rows),
        wasNew: (flag: unknown) => flag === undefined || isFlag(flag),
      }),
    check({ totalSize }) {
      if (totalSize >= FEWEST_SCANNED) return;
      throw new InvalidOptionError(
        `reference: ${totalSize} rows came; to scan windows of ${SMALLEST_LARGEST} rows at least ` +
          `${FEWEST_SCANNED} are needed, for windows of 128 rows 514. Give more rows.`,
      );
    },
    smallReference,
    async start(context) {
      const { ScanRule } = await loadPart(() => import('./scanRule.later.js'));
      return ScanRule.start(context, wish ?? context.falseAlarms);
    },
  };
}

/** What fewer rows than a whitening needs cannot do. */
function smallReference(size: number, windowSize: number): string | undefined {
  if (size >= WHITENED_FROM) return undefined;
  const rate =
    size < RELIABLE_FROM
      ? ` With fewer than ${RELIABLE_FROM} rows false alarms may come many times as often as wanted.`
      : '';
  return (
    `The reference has ${size} rows: the latest inputs are compared with it in windows of up to ` +
    `${Math.min(windowSize, largestWindow(size))}, by features as they are.${rate} From ` +
    `${WHITENED_FROM} rows on whitened features are looked at as well, and with ` +
    `${4 * LARGEST + 2} windows may be of up to ${LARGEST}.`
  );
}
