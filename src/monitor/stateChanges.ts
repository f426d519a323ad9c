import { keyOf, type MonitorState, type MonitorStatus } from './status.js';

/** A change of the state: what the monitor is doing since, and what it was before. */
export interface StateChange extends MonitorStatus {
  readonly from: MonitorState;
  /** The same as `state`. */
  readonly to: MonitorState;
}

/** What a monitor is doing. */
export type StateNow = Pick<MonitorStatus, 'state' | 'code' | 'reason'>;

/** What listeners are given. */
interface Told {
  readonly state: StateChange;
  readonly status: MonitorStatus;
}

/** Tells listeners; never throws. */
type Tell = <Event extends keyof Told>(event: Event, told: Told[Event]) => void;

/** What becomes of an `ok` that grows old. */
export interface Aging {
  /** When the latest test was made, ISO 8601. */
  readonly lastTested: string;
  judge(now: StateNow): StateNow;
  /** Looks again when an `ok` may be too old. */
  wait(state: MonitorState): void;
}

/** Follows what a monitor is doing: each change is told once, in order, whoever changes what meanwhile. */
export class StateChanges {
  /** From the first test on. */
  aging: Aging | undefined;
  readonly #look: () => StateNow;
  readonly #status: () => MonitorStatus;
  readonly #clock: () => number;
  readonly #tell: Tell;
  /** Calls that tell of what has changed. */
  readonly #waiting: (() => void)[] = [];
  #isTelling = false;
  #now: StateNow & Pick<MonitorStatus, 'since'>;

  /** @param look What it is doing; asked often. */
  constructor(look: () => StateNow, status: () => MonitorStatus, clock: () => number, tell: Tell) {
    this.#look = look;
    this.#status = status;
    this.#clock = clock;
    this.#tell = tell;
    // A clock that is wrong is told of once there may be listeners.
    this.#now = { ...look(), since: '' };
  }

  /** What it is doing, and since when, or since when that was seen. */
  get now(): StateNow & Pick<MonitorStatus, 'since'> {
    this.note();
    return this.#now;
  }

  /** Keeps a change until it is told, which is soon, or with the next {@link tell}. */
  note(): void {
    const before = this.#now;
    const latest = this.#look();
    const now = this.aging?.judge(latest) ?? latest;
    const { state: from, since } = before;
    const { state: to } = now;
    this.#now = { ...now, since: (to === from && since) || this.#time() };
    if (keyOf(now) === keyOf(before)) return;
    const status = this.#status();
    if (to !== from) this.#waiting.push(() => this.#tell('state', { from, to, ...status }));
    this.#waiting.push(() => this.#tell('status', status));
    queueMicrotask(() => this.#drain());
  }

  tell(): void {
    this.note();
    this.#drain();
    this.aging?.wait(this.#now.state);
  }

  #drain(): void {
    // What a listener changes comes behind, when all have heard of what was before.
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (const tell of this.#waiting) tell();
    this.#waiting.length = 0;
    this.#isTelling = false;
  }

  #time(): string {
    return new Date(this.#clock()).toISOString();
  }
}
