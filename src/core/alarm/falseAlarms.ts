import { came } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { type NamesOf, requireKnownNames } from '../base/names.js';

/**
 * How often a false alarm is acceptable: once in a period, or once in so many samples. For a period, the rate
 * of tests is measured. It is taken as no higher than `samplesPerSecond`, if that is given, and as no lower
 * than a hundredth of it.
 */
export type FalseAlarms =
  | {
      readonly per: keyof typeof periodSeconds;
      /** Samples a second that are expected at most, above 0. @defaultValue one, and no limit above */
      readonly samplesPerSecond?: number;
      /** How many monitors share this budget, from 1. @defaultValue `1` */
      readonly among?: number;
    }
  | {
      /** At least 100. */
      readonly perSamples: number;
      /** How many monitors that see every sample share this budget, from 1. @defaultValue `1` */
      readonly among?: number;
    };

/** Options of a policy that keeps a rate of false alarms. */
export interface FalseAlarmOptions {
  /** @defaultValue that of the monitor: once a day */
  readonly falseAlarms?: FalseAlarms;
}

/** By name. */
export const periodSeconds = { hour: 3_600, day: 86_400, week: 604_800, month: 2_629_800 } as const;

type AllNames = Partial<Record<'per' | 'samplesPerSecond' | 'perSamples' | 'among', unknown>>;

const NAMES: NamesOf<AllNames> = {
  per: true,
  samplesPerSecond: true,
  perSamples: true,
  among: true,
};

/** A shorter run time would be no monitoring: an alarm every few tests. */
export const SHORTEST_RUN_TIME = 100;

/** @throws {@link InvalidOptionError} saying what came and what was expected. */
export function requireFalseAlarms(falseAlarms: FalseAlarms): FalseAlarms {
  const isObject = typeof falseAlarms === 'object' && falseAlarms !== null;
  if (isObject) requireKnownNames<AllNames>('falseAlarms', falseAlarms, NAMES);
  const given: Record<string, unknown> = isObject ? falseAlarms : {};
  const { perSamples, per, samplesPerSecond, among } = given;
  const isAbove = (value: unknown, least: number): boolean =>
    typeof value === 'number' && Number.isFinite(value) && value >= least;
  const inSamples = per === undefined && isAbove(perSamples, SHORTEST_RUN_TIME);
  const isShared = among === undefined || isAbove(among, 1);
  const inTime =
    perSamples === undefined &&
    typeof per === 'string' &&
    Object.hasOwn(periodSeconds, per) &&
    (samplesPerSecond === undefined || isAbove(samplesPerSecond, Number.MIN_VALUE));
  if ((inSamples || inTime) && isShared) return falseAlarms;
  throw new InvalidOptionError(
    `falseAlarms: { per: '${Object.keys(periodSeconds).join("' | '")}', samplesPerSecond?: above 0 } ` +
      `or { perSamples: ${SHORTEST_RUN_TIME} or more } was expected, ${came(falseAlarms)} came.`,
  );
}
