import { type FalseAlarms, periodSeconds, SHORTEST_RUN_TIME } from './falseAlarms.js';

/** A warning may be wrong ten times as often as an alarm. */
export const WARNINGS_PER_ALARM = 10;

/** Before so many tests their rate is not measured but assumed. */
const MEASURED_FROM = 100;

/** Samples a second where nobody says and nothing is measured. */
const ASSUMED_RATE = 1;

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
