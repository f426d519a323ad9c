/**
 * From a wish in time to a run time in tests. With the mean gap between tests, "once a day" is a run
 * time of a day / mean gap, so a test adds its share of mean gap / day to the false alarms that are
 * expected. That mean is one of the latest gaps, and each gap enters it with weights that sum to 1: so
 * many false alarms are expected as the counted time holds days, whatever the rate was and becomes.
 * A mean over all gaps since the start would count each of them again and again.
 */
import { type FalseAlarms, periodSeconds, SHORTEST_RUN_TIME } from './falseAlarms.js';

/** A warning may be wrong ten times as often as an alarm. */
export const WARNINGS_PER_ALARM = 10;

/** Before so many tests their rate is not measured but assumed. */
const MEASURED_FROM = 100;

/** Tests until a gap has lost 1 - 1/e of its weight in the mean. */
const MEMORY = 300;

/** The longest gap that counts doubles with each longer one, and halves in so many that are not. */
const HALVED_IN = 100;

/** However slow tests are measured to be, no less than this share of the declared run time is kept. */
const LEAST_SHARE = 0.01;

/** Samples a second where nobody says and nothing is measured. */
const ASSUMED_RATE = 1;

/** No rate: tests do not come so fast, but clocks stand still, or count seconds. */
const SHORTEST_MEAN_GAP_MS = 10;

/** In words, to go after "one false alarm is expected ". */
function inWords(falseAlarms: FalseAlarms): string {
  const time =
    'per' in falseAlarms
      ? falseAlarms.per
      : `${falseAlarms.perSamples.toLocaleString('en')} inputs`;
  const isShared = (falseAlarms.among ?? 1) > 1;
  return `per ${time}${isShared ? ', all monitors together' : ''}`;
}

/** What a budget knows, as JSON. */
export interface SavedBudget {
  /** Gaps between tests. */
  readonly tests: number;
  /** As many times the mean gap. */
  readonly ms: number;
}

/** The longest run time, in tests, that a wish can come to before anything is measured. */
export function declaredRunTime(falseAlarms: FalseAlarms, testEvery: number): number {
  const { among = 1 } = falseAlarms;
  return atLeastShortest(
    'perSamples' in falseAlarms
      ? (among * falseAlarms.perSamples) / testEvery
      : (among * periodMs(falseAlarms)) / declaredGapMs(falseAlarms, testEvery),
  );
}

/** Turns a wish in time into an expected run time in tests, by the rate at which tests come. */
export class RunTimeBudget {
  readonly #falseAlarms: FalseAlarms;
  readonly #declared: number;
  /** That the measured gap is held below, so that a rate that was slow is unlearnt soon. */
  readonly #longestMeanMs: number;
  /** Gaps between tests so far. */
  #gaps: number;
  #meanMs: number;
  /** A longer gap is a silence (sleep, pause, a hidden tab, a clock that was set), and counts as this. */
  #longestMs: number;
  #lastMs: number | undefined;
  /** By how much the clock was last set back: when it is set forward again, no time has gone by. */
  #setBackMs = 0;

  constructor(falseAlarms: FalseAlarms, testEvery: number, saved?: SavedBudget) {
    const declaredMs = 'per' in falseAlarms ? declaredGapMs(falseAlarms, testEvery) : 0;
    this.#falseAlarms = falseAlarms;
    this.#declared = declaredRunTime(falseAlarms, testEvery);
    this.#longestMeanMs = declaredMs / LEAST_SHARE;
    this.#gaps = saved?.tests ?? 0;
    this.#meanMs = saved?.tests
      ? Math.min(saved.ms / saved.tests, this.#longestMeanMs)
      : declaredMs;
    this.#longestMs = this.#meanMs;
  }

  /** Counts a test; a time that is no number is passed over. */
  count(timeMs: number): void {
    if (!Number.isFinite(timeMs)) return;
    if (this.#lastMs !== undefined) this.#learn(this.#elapsedMs(timeMs - this.#lastMs));
    this.#lastMs = timeMs;
  }

  /** The wish in words, to go after "one false alarm is expected ". */
  get byChance(): string {
    return inWords(this.#falseAlarms);
  }

  /** In tests. */
  get runTime(): number {
    const isMeasured = this.#gaps >= MEASURED_FROM && this.#meanMs >= SHORTEST_MEAN_GAP_MS;
    if ('perSamples' in this.#falseAlarms || !isMeasured) return this.#declared;
    const { samplesPerSecond, among = 1 } = this.#falseAlarms;
    const measured = atLeastShortest((among * periodMs(this.#falseAlarms)) / this.#meanMs);
    return samplesPerSecond === undefined ? measured : Math.min(this.#declared, measured);
  }

  /** How many gaps there were, and as many times their mean. */
  save(): SavedBudget {
    return { tests: this.#gaps, ms: this.#gaps * this.#meanMs };
  }

  /** Backwards a clock stands still. */
  #elapsedMs(step: number): number {
    if (step < 0) this.#setBackMs = -step;
    if (step <= this.#longestMs) return Math.max(0, step);
    const elapsed = Math.max(0, step - this.#setBackMs);
    this.#setBackMs = 0;
    return elapsed;
  }

  #learn(gapMs: number): void {
    const counted = Math.min(gapMs, this.#longestMs);
    const longest = this.#longestMs * (gapMs > counted ? 2 : 2 ** (-1 / HALVED_IN));
    this.#longestMs = Math.max(1, Math.min(longest, HALVED_IN * this.#longestMeanMs));
    // The first gap replaces what was assumed.
    this.#gaps++;
    this.#meanMs += (counted - this.#meanMs) / Math.min(this.#gaps, MEMORY);
    this.#meanMs = Math.min(this.#meanMs, this.#longestMeanMs);
  }
}

type FalseAlarmsInTime = Extract<FalseAlarms, { readonly per: unknown }>;

function periodMs({ per }: FalseAlarmsInTime): number {
  return 1_000 * periodSeconds[per];
}

function declaredGapMs({ samplesPerSecond = ASSUMED_RATE }: FalseAlarmsInTime, testEvery: number) {
  return (1_000 * testEvery) / samplesPerSecond;
}

function atLeastShortest(tests: number): number {
  return Math.max(SHORTEST_RUN_TIME, tests);
}
