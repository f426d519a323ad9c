import { type FalseAlarms, periodSeconds, SHORTEST_RUN_TIME } from './falseAlarms.js';

/** A warning may be wrong ten times as often as an alarm. */
export const WARNINGS_PER_ALARM = 10;

/** Before so many tests their rate is not measured but assumed. */
const MEASURED_FROM = 100;

/** Gaps between tests that are looked at together, to tell a usual one from a silence. */
const RECENT = 100;

/** Of these gaps the longest tenth, at least one, does not say what is usual. */
const UNUSUAL = 0.1;

/** A longer gap (sleep, pause, a hidden tab, a clock that was set) counts as so many usual ones. */
const LONGEST_IN_USUAL = 3;

/** However slow tests are measured to be, no less than this share of the declared run time is kept. */
const LEAST_SHARE = 0.01;

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
  /** Until there are later gaps to compare them with, these may turn out to be silences. */
  readonly #recentMs: number[] = [];
  #tests: number;
  #elapsedMs: number;
  #lastMs: number | undefined;

  constructor(falseAlarms: FalseAlarms, testEvery: number, saved?: { tests: number; ms: number }) {
    this.#falseAlarms = falseAlarms;
    this.#testEvery = testEvery;
    this.#tests = saved?.tests ?? 0;
    this.#elapsedMs = saved?.ms ?? 0;
  }

  /** Counts a test. A clock that goes backwards stands still. */
  count(timeMs: number): void {
    this.#tests++;
    if (this.#lastMs !== undefined) this.#recentMs.push(Math.max(0, timeMs - this.#lastMs));
    this.#lastMs = timeMs;
    if (this.#recentMs.length <= RECENT) return;
    const longest = longestCounted(this.#recentMs);
    this.#elapsedMs += Math.min(this.#recentMs.shift()!, longest);
  }

  /** The wish in words, to go after "one false alarm is expected ". */
  get byChance(): string {
    return inWords(this.#falseAlarms);
  }

  /** In tests. */
  get runTime(): number {
    const declared = declaredRunTime(this.#falseAlarms, this.#testEvery);
    if ('perSamples' in this.#falseAlarms || this.#tests < MEASURED_FROM) return declared;
    const { tests, ms } = this.save();
    // By a clock that stood still no rate can be measured.
    if (ms === 0) return declared;
    const { per, samplesPerSecond, among = 1 } = this.#falseAlarms;
    const measured = (among * periodSeconds[per] * 1_000 * tests) / ms;
    return atLeastShortest(
      samplesPerSecond === undefined
        ? measured
        : Math.min(declared, Math.max(measured, LEAST_SHARE * declared)),
    );
  }

  /** The tests so far and the time that they took, without silences. */
  save(): { tests: number; ms: number } {
    const longest = longestCounted(this.#recentMs);
    const recentMs = this.#recentMs.reduce((sum, gap) => sum + Math.min(gap, longest), 0);
    return { tests: this.#tests, ms: this.#elapsedMs + recentMs };
  }
}

/** A gap that stands alone may be a silence, and counts as nothing. */
function longestCounted(gaps: readonly number[]): number {
  const unusual = Math.max(1, Math.round(UNUSUAL * gaps.length));
  const usual = Float64Array.from(gaps)
    .sort()
    .at(gaps.length - 1 - unusual);
  return gaps.length > unusual ? LONGEST_IN_USUAL * usual! : 0;
}

function atLeastShortest(tests: number): number {
  return Math.max(SHORTEST_RUN_TIME, tests);
}
