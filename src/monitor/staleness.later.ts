import type { MonitorEvents } from './events.js';
import type { Listeners } from './listeners.js';
import type { ResolvedMonitorOptions } from './options.js';
import type { Aging, StateChanges, StateNow } from './stateChanges.js';
import type { MonitorState } from './status.js';

/** Browsers take a longer timer for none. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A clock that stands still must not keep the page busy. */
const SHORTEST_TIMER_MS = 1_000;

/** Frames come by themselves: when they are not tested for so long, something is wrong. */
const OF_FRAMES_MS = 600_000;
/** Single inputs come when they come. */
const OF_SINGLES_MS = 86_400_000;
/** Of the sampling rule's own intervals. */
const INTERVALS = 3;

/** The options of a monitor that matter here. */
type AgingOptions = Pick<
  ResolvedMonitorOptions,
  'clock' | 'staleAfterMs' | 'sampling' | 'testEvery'
>;

/** How old the latest test is: an all-clear is one only while tests go on. */
export class Staleness implements Aging {
  readonly #clock: () => number;
  readonly #staleAfterMs: number;
  readonly #listeners: Listeners<MonitorEvents>;
  readonly #look: () => void;
  #testedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param look To be called when an `ok` has become stale. */
  constructor(options: AgingOptions, listeners: Listeners<MonitorEvents>, look: () => void) {
    this.#clock = options.clock;
    this.#staleAfterMs = options.staleAfterMs ?? suitable(options);
    this.#listeners = listeners;
    this.#look = look;
  }

  /** A test was made; what comes of it is told after its verdict. */
  static note(
    states: StateChanges,
    timeMs: number,
    options: AgingOptions,
    listeners: Listeners<MonitorEvents>,
  ): void {
    const before = states.aging instanceof Staleness ? states.aging : undefined;
    const staleness = before ?? new Staleness(options, listeners, () => states.tell());
    staleness.#testedMs = timeMs;
    states.aging = staleness;
    states.note();
  }

  get lastTested(): string {
    return new Date(this.#testedMs).toISOString();
  }

  /** Alarms and warnings stay what they are. */
  judge(now: StateNow): StateNow {
    if (now.state !== 'ok') return now;
    const ms = this.#silentMs;
    if (ms < this.#staleAfterMs) return now;
    const reason = `Nothing has been tested for ${durationText(ms)}. Before that: ${now.reason}`;
    return { state: 'stale', code: 'stale', reason };
  }

  /** By one timer at most, and by none while nobody listens. */
  wait(state: MonitorState): void {
    const isHeard = this.#listeners.has('state', 'status');
    if (state !== 'ok' || !isHeard || this.#staleAfterMs === Number.POSITIVE_INFINITY) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (this.#timer !== undefined) return;
    const restMs = Math.max(SHORTEST_TIMER_MS, this.#staleAfterMs - this.#silentMs);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#look();
      },
      Math.min(restMs, LONGEST_TIMER_MS),
    );
    // Node would stay awake for it.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** A clock that was set back does not tell for how long: then as far as it was set back is. */
  get #silentMs(): number {
    return Math.abs(this.#clock() - this.#testedMs);
  }
}

function suitable({ sampling, testEvery }: AgingOptions): number {
  if (sampling === 'independent') return OF_SINGLES_MS;
  const isTimed = typeof sampling === 'object' && 'minIntervalMs' in sampling;
  const interval = isTimed ? sampling.minIntervalMs : 0;
  return Math.max(OF_FRAMES_MS, INTERVALS * interval * testEvery);
}

function durationText(ms: number): string {
  if (ms < 120_000) return `${Math.floor(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.floor(ms / 60_000)} min`;
  return `${Math.floor(ms / 3_600_000)} h`;
}
