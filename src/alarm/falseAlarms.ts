import { InvalidOptionError } from '../errors.js';

/**
 * How often a false alarm is acceptable: once per so much time, or once per so many samples. In time,
 * the rate of tests is measured, and taken as no higher than `samplesPerSecond` where that is given.
 */
export type FalseAlarms =
  | {
      readonly per: keyof typeof periodSeconds;
      /** Samples a second that are expected at most, above 0. */
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

const periodSeconds = { hour: 3_600, day: 86_400, week: 604_800, month: 2_629_800 } as const;

/** A shorter run time would be no monitoring: an alarm every few tests. */
export const SHORTEST_RUN_TIME = 100;

/** A warning may be wrong ten times as often as an alarm. */
export const WARNINGS_PER_ALARM = 10;

/** Before so many tests their rate is not measured but assumed. */
const MEASURED_FROM = 100;

/** Samples a second where nobody says and nothing is measured. */
const ASSUMED_RATE = 1;

/** @throws {@link InvalidOptionError} saying what came and what was expected. */
export function requireFalseAlarms(falseAlarms: FalseAlarms): FalseAlarms {
  const { perSamples, per, samplesPerSecond, among } = falseAlarms as Record<string, unknown>;
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
    `falseAlarms: { per: ${Object.keys(periodSeconds)
      .map((name) => `'${name}'`)
      .join(
        ' | ',
      )}, samplesPerSecond?: above 0 } or { perSamples: ${SHORTEST_RUN_TIME} or more } ` +
      `was expected, ${JSON.stringify(falseAlarms)} came.`,
  );
}

/** In words, to go after "one false alarm is expected ". */
function inWords(falseAlarms: FalseAlarms): string {
  const time =
    'per' in falseAlarms
      ? falseAlarms.per
      : `${falseAlarms.perSamples.toLocaleString('en')} samples`;
  const isShared = (falseAlarms.among ?? 1) > 1;
  return `per ${time}${isShared ? ', all monitors together' : ''}`;
}

/** The longest run time, in tests, that a wish can come to before anything is measured. */
export function declaredRunTime(falseAlarms: FalseAlarms, testEvery: number): number {
  const { among = 1 } = falseAlarms;
  if ('perSamples' in falseAlarms) {
    return atLeastShortest((among * falseAlarms.perSamples) / testEvery);
  }
  const { per, samplesPerSecond = ASSUMED_RATE } = falseAlarms;
  return atLeastShortest((among * periodSeconds[per] * samplesPerSecond) / testEvery);
}

/** Turns a wish in time into an expected run time in tests, by the rate at which tests come. */
export class RunTimeBudget {
  readonly #falseAlarms: FalseAlarms;
  readonly #testEvery: number;
  #tests = 0;
  #elapsedMs = 0;
  #lastMs: number | undefined;

  constructor(falseAlarms: FalseAlarms, testEvery: number, saved?: { tests: number; ms: number }) {
    this.#falseAlarms = falseAlarms;
    this.#testEvery = testEvery;
    this.#tests = saved?.tests ?? 0;
    this.#elapsedMs = saved?.ms ?? 0;
  }

  /** Counts a test. A clock that goes backwards stands still. */
  count(timeMs: number): void {
    this.#elapsedMs += Math.max(0, timeMs - (this.#lastMs ?? timeMs));
    this.#lastMs = timeMs;
    this.#tests++;
  }

  /** The wish in words, to go after "one false alarm is expected ". */
  get byChance(): string {
    return inWords(this.#falseAlarms);
  }

  /** In tests. */
  get runTime(): number {
    const declared = declaredRunTime(this.#falseAlarms, this.#testEvery);
    if ('perSamples' in this.#falseAlarms) return declared;
    // By a clock that stood still no rate can be measured.
    if (this.#tests < MEASURED_FROM || this.#elapsedMs === 0) return declared;
    const { per, samplesPerSecond, among = 1 } = this.#falseAlarms;
    const seconds = among * periodSeconds[per];
    const measured = (seconds * 1_000 * this.#tests) / this.#elapsedMs;
    return atLeastShortest(
      samplesPerSecond === undefined ? measured : Math.min(measured, declared),
    );
  }

  save(): { tests: number; ms: number } {
    return { tests: this.#tests, ms: this.#elapsedMs };
  }
}

function atLeastShortest(tests: number): number {
  return Math.max(SHORTEST_RUN_TIME, tests);
}
