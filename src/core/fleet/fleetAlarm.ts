import { requireInteger } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import type { FleetTest } from './pairedTest.js';

/** A period in which nothing was wrong, as `pairedTest` saw it. */
export type CalmPeriod = Pick<FleetTest, 'u' | 'devices'>;

interface FleetAlarmOptions {
  /** Periods in which one false alarm may be expected, from 20: 8,760 hours are a year. */
  readonly expectedRunTime: number;
}

/** Whether a fleet alarms about a period, and what it was compared with. */
export interface FleetAlarm {
  /**
   * `'learning'`: too few calm periods are known to tell what is usual. `'too-few-devices'`: there are too few flips of
   * so few buckets for any to be so rare. In both there can be no alarm, whatever happens.
   */
  readonly state: 'alarm' | 'calm' | 'learning' | 'too-few-devices';
  /** What chance alone brings more rarely than once in the expected run time is at or below. */
  readonly level: number;
  readonly isRareByFlips: boolean;
  /** U that calm periods exceed once in the expected run time; undefined while learning. */
  readonly threshold: number | undefined;
  /** There are fewer calm periods than the expected run time, and the threshold goes beyond them by an exponential tail. */
  readonly isExtrapolated: boolean;
  /** Calm periods it was compared with. */
  readonly calmPeriods: number;
}

/** Calm periods needed: four days of hours. */
export const FEWEST_CALM_PERIODS = 96;

/** Values that a tail is fitted to: so many, or a share of all. */
const TAIL_VALUES = 20;
const TAIL_SHARE = 0.02;

/**
 * Is that an alarm? Where nothing moves devices in common, one of the flips' p-value at or below 1 / expected run time
 * would keep the budget. But weather, a holiday or the hour move all devices at once, for a while, and no flip knows;
 * so U must also be above what the fleet's own calm periods exceed that rarely. Both conditions have to hold, so a
 * false alarm is at most as likely as the rarer of them in each period, and fewer still are alarms that begin, as what is
 * common to the devices lasts longer than a period.
 *
 * Periods with less than half as many devices as the tested one are left out of the comparison: their U scatters for
 * want of devices, and a night with few would make the day deaf.
 *
 * @param test With at least `expectedRunTime` flips, better several times as many: else p-values end above the level.
 *   With `stopAfter: 20`, calm periods need few of them.
 * @param calm Periods without an alarm, in any order, against baselines of the same kind. Better of all hours and
 *   weekdays; what never was in them, as a first holiday, alarms.
 * @throws {@link InvalidOptionError} for a run time that is out of range, too few flips for it, or a calm period that is
 *   none.
 */
export function fleetAlarm(
  test: FleetTest,
  calm: readonly CalmPeriod[],
  { expectedRunTime }: FleetAlarmOptions,
): FleetAlarm {
  requireInteger('expectedRunTime', expectedRunTime, 20);
  const level = 1 / expectedRunTime;
  const isRareByFlips = test.pValue <= level;
  const comparable = calm.filter(({ devices }) => 2 * devices >= test.devices);
  const calmPeriods = comparable.length;
  const bad = calm.find(({ u }) => !Number.isFinite(u));
  if (bad)
    throw new InvalidOptionError(`calm: finite numbers were expected, a U of ${bad.u} came.`);
  const known = { level, isRareByFlips, calmPeriods };
  const unknown = { ...known, threshold: undefined, isExtrapolated: false };
  if (2 ** (1 - test.buckets) > level) return { ...unknown, state: 'too-few-devices' };
  if (test.smallestPValue > level) {
    throw new InvalidOptionError(
      `test: a test with ${expectedRunTime - 1} flips or more was expected, for one false alarm in ` +
        `${expectedRunTime} periods; one with ${Math.round(1 / test.smallestPValue) - 1} came.`,
    );
  }
  if (calmPeriods < FEWEST_CALM_PERIODS) return { ...unknown, state: 'learning' };
  const threshold = exceededOnceIn(
    expectedRunTime,
    Float64Array.from(comparable, ({ u }) => u),
  );
  return {
    ...known,
    state: isRareByFlips && test.u > threshold ? 'alarm' : 'calm',
    threshold,
    isExtrapolated: calmPeriods + 1 < expectedRunTime,
  };
}

/**
 * What the next of equally distributed values exceeds with a chance of 1 / run time. Of n values the k-th largest is
 * exceeded with a chance of k / (n + 1), whatever their distribution; of too few for k = 1, the tail beyond the k-th
 * largest is taken for exponential: with a mean excess e of the m = k - 1 values beyond, the next value's excess is
 * above t with a chance of (1 + t / (m e))^-m, which heeds that e is itself known from m values.
 */
function exceededOnceIn(runTime: number, values: Float64Array): number {
  const count = values.length;
  values.sort().reverse();
  const known = Math.floor((count + 1) / runTime);
  if (known >= 1) return values[known - 1]!;
  const beyond = Math.max(TAIL_VALUES, Math.floor(TAIL_SHARE * count));
  const start = values[beyond]!;
  const excess = values.subarray(0, beyond).reduce((sum, value) => sum + value - start, 0);
  const chance = (beyond + 1) / (count + 1);
  return start + excess * ((chance * runTime) ** (1 / beyond) - 1);
}
