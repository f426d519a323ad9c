import { InvalidFeaturesError, InvalidOptionError, named } from '../core/base/errors.js';
import { InputCounts, type InputTally } from './inputCounts.js';
import type { MonitorNotice } from './notices.js';
import { FEWEST_WAITING, type Overload, roomIn } from './overload.js';
import { disposeSample, type Sample, sizes } from './sample.js';
import type { Suspension } from './suspension.js';

/** What an inbox is made of. */
interface InboxOptions {
  readonly windowSize: number;
  /** See `InputCounts`. */
  readonly suspendAfter?: number | undefined;
  /** @defaultValue `'wait'` */
  readonly overload?: Overload | undefined;
}

/** What an inbox tells its pipeline. */
interface InboxHooks {
  readonly onNotice: (notice: MonitorNotice) => void;
  readonly onError: (error: unknown) => void;
}

/** A person takes no notice of an alarm that comes so much later. */
const LATE_MS = 100;

/**
 * Samples between the app's forward pass and the monitor's own time, and what became of inputs that did not get
 * into the window. Bounded, so that an app that is faster than the monitor costs samples, not memory: the
 * oldest are given up first.
 */
export class Inbox<Item extends Sample = Sample> {
  readonly #hooks: InboxHooks;
  /** So many may wait. */
  readonly #limit: number;
  readonly #waiting: Item[] = [];
  /** When each of them came, in milliseconds. */
  readonly #times: number[] = [];
  readonly #counts: InputCounts;
  readonly #overload: Overload;
  #dropped = 0;
  #pushed = 0;
  #handled = 0;

  constructor({ windowSize, suspendAfter, overload = 'wait' }: InboxOptions, hooks: InboxHooks) {
    this.#hooks = hooks;
    this.#overload = overload;
    this.#limit = Math.max(FEWEST_WAITING, windowSize);
    this.#counts = new InputCounts(suspendAfter);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether more than half of those that may wait do. */
  get isCrowded(): boolean {
    return this.#waiting.length > this.#limit / 2;
  }

  /** Whether the first has waited for long. */
  get isLate(): boolean {
    // NaN where none waits.
    return performance.now() - this.#times[0]! > LATE_MS;
  }

  get tally(): InputTally {
    return { ...this.#counts.tally, dropped: this.#dropped };
  }

  /** Why nothing is tested, where the latest inputs were all refused or lost. */
  get suspension(): Suspension | undefined {
    return this.#counts.blocked;
  }

  /** Samples that came so far. */
  get pushed(): number {
    return this.#pushed;
  }

  /** Of these, the samples that were dealt with or given up. */
  get handled(): number {
    return this.#handled;
  }

  /**
   * Takes ownership of a sample; never throws.
   *
   * @param thin Takes it, and hands over what is left of it. @defaultValue all
   */
  push(sample: Item, thin = (whole: Item): Item | undefined => whole): void {
    const { count } = sizes(sample);
    let admitted: Item | undefined;
    try {
      admitted = thin(sample);
    } catch (error) {
      this.lose(count, error);
      return;
    }
    this.#counts.thin(count - (admitted ? sizes(admitted).count : 0));
    if (!admitted) return;
    this.#pushed++;
    this.#waiting.push(admitted);
    this.#times.push(performance.now());
    if (this.#waiting.length > this.#limit) this.#drop(this.take()!);
  }

  /** To be awaited before an answer is handed out; undefined where there is room for more. */
  room(): Promise<void> | undefined {
    return this.#overload === 'wait' ? roomIn(this) : undefined;
  }

  /** Hands over the oldest sample; to be followed by {@link release}. */
  take(): Item | undefined {
    this.#times.shift();
    return this.#waiting.shift();
  }

  /** The sample was dealt with, and is of no more use. */
  release(sample: Sample): void {
    this.#handled++;
    try {
      disposeSample(sample);
    } catch (error) {
      this.#hooks.onError(error);
    }
  }

  /** Inputs were taken in. */
  admit(): void {
    this.#counts.take();
  }

  /**
   * Inputs are no features of this model, or got lost.
   *
   * @param isKnown That it is known already: no error event tells of it. @defaultValue `false`
   * @param inRow Those that came after the last one that was admitted. @defaultValue all
   */
  lose(count: number, error: unknown, isKnown = false, inRow = count): void {
    const isRefused = error instanceof InvalidFeaturesError || error instanceof InvalidOptionError;
    if (isRefused) this.#counts.refuse(count, error, inRow);
    else this.#counts.fail(count, error);
    if (!isKnown) this.#hooks.onError(named(error, 'The features of an input got lost'));
  }

  /** Gives up what waits. */
  clear(): void {
    this.#times.length = 0;
    for (const sample of this.#waiting.splice(0)) this.release(sample);
  }

  #drop(oldest: Item): void {
    this.release(oldest);
    // Once is enough.
    if (this.#dropped++ > 0) return;
    this.#hooks.onNotice({
      code: 'samples-dropped',
      message:
        'Samples come faster than they are taken in: the oldest that wait are dropped (`status.dropped`). In a ' +
        'loop that awaits no promise of the model, or with observe(), await monitor.idle().',
    });
  }
}
