import { requireInteger } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { rarityOf, valueAt, windowNull } from '../scan/windowNull.js';
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
  /** The threshold goes beyond what so many calm periods reach, by an exponential tail. */
  readonly isExtrapolated: boolean;
  /** Calm periods it was compared with. */
  readonly calmPeriods: number;
}

/** Calm periods needed: four days of hours. */
export const FEWEST_CALM_PERIODS = 96;

/** Values beyond where a tail begins. */
const TAIL_VALUES = 20;

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
  const usual = windowNull(
    Float32Array.from(comparable, ({ u }) => u),
    { tailFrom: TAIL_VALUES / calmPeriods, deepest: TAIL_VALUES / calmPeriods },
  );
  const rarity = Math.log(expectedRunTime);
  return {
    ...known,
    state: isRareByFlips && rarityOf(usual, test.u) >= rarity ? 'alarm' : 'calm',
    threshold: valueAt(usual, rarity),
    isExtrapolated: expectedRunTime * TAIL_VALUES > calmPeriods,
  };
}
