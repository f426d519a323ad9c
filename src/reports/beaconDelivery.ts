import { ReportError } from '../core/base/errors.js';
import { onPageLeave } from './pageLeave.js';
import { type Destination, MAX_BODY_BYTES, postBatch, retryDelayMs } from './post.js';
import type { Report } from './report.js';
import { ReportQueue } from './reportQueue.js';

/** The options of `beaconSink` with their defaults; `onError` never throws. */
export interface DeliveryOptions extends Destination {
  readonly flushMs: number;
  readonly maxQueued: number;
  readonly retryMs: number;
  readonly maxRetryMs: number;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

type Timer = ReturnType<typeof setTimeout>;

/**
 * Brings reports to an address: by one fetch at a time while the page is there, by beacons when it
 * is hidden or left. Timers and page listeners are there only while something waits, so that
 * there is nothing to close.
 */
export class BeaconDelivery {
  readonly #options: DeliveryOptions;
  readonly #queue: ReportQueue;
  /** Requests under way, one after the other. */
  #work: Promise<void> | undefined;
  #flushTimer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #offPageLeave: (() => void) | undefined;
  /** Reports that came by the last flush: later ones are gathered for the next. */
  #flushed = 0;
  #failures = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#queue = new ReportQueue(options.maxQueued);
  }

  send(report: Report): void {
    this.#queue.push(report);
    this.#offPageLeave ??= onPageLeave(() => this.#leave());
    if (report.type === 'alarm') void this.flush();
    else this.#flushTimer ??= setTimeout(() => void this.flush(), this.#options.flushMs);
  }

  /**
   * Sends what waits, and waits for what is under way; during the wait before a retry nothing is sent.
   * Never rejects.
   */
  flush(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#retryTimer === undefined && !this.#queue.isEmpty) {
      this.#flushed = this.#queue.arrivals;
      this.#work ??= this.#sendAll();
    }
    return this.#work ?? Promise.resolve();
  }

  /** The queue is not empty when it begins, so that it ends in a later task than it began. */
  async #sendAll(): Promise<void> {
    while (this.#queue.holdsUpTo(this.#flushed) && this.#retryTimer === undefined) {
      const batch = this.#queue.take(MAX_BODY_BYTES);
      const outcome = await postBatch(batch, this.#options);
      if (outcome.kind === 'failed') {
        this.#queue.giveBack(batch);
        this.#retryLater(outcome);
        continue;
      }
      this.#failures = 0;
      if (outcome.kind === 'refused') {
        this.#queue.giveUp(batch);
        this.#complain(outcome.why, `${batch.reports.length} reports are given up`);
      }
    }
    this.#work = undefined;
    this.#rest();
  }

  #retryLater({ why, waitMs }: { readonly why: string; readonly waitMs: number }): void {
    this.#failures++;
    if (this.#failures === 1) this.#complain(why, 'they wait and are sent again');
    const delayMs = retryDelayMs(this.#failures, this.#draw(), this.#options);
    this.#retryTimer = setTimeout(
      () => {
        this.#retryTimer = undefined;
        void this.flush();
      },
      Math.max(waitMs, delayMs),
    );
  }

  /** From 0 to 1, whatever the app's function does: the next try must come. */
  #draw(): number {
    try {
      const drawn = this.#options.random();
      if (drawn >= 0 && drawn <= 1) return drawn;
    } catch (error) {
      this.#options.onError(error);
    }
    return Math.random();
  }

  /** Beacons do not tell how they fare, so they are for when nobody could be told. */
  #leave(): void {
    while (!this.#queue.isEmpty) {
      const batch = this.#queue.take(MAX_BODY_BYTES);
      if (!this.#sendBeacon(batch.body)) {
        this.#queue.giveBack(batch);
        // There may be no later.
        clearTimeout(this.#retryTimer);
        this.#retryTimer = undefined;
        void this.flush();
        return;
      }
    }
    this.#rest();
  }

  /** @returns Whether the browser took it: not beyond 64 KiB under way, nor where it knows none. */
  #sendBeacon(body: string): boolean {
    const { url, contentType } = this.#options;
    try {
      return navigator.sendBeacon(url, new Blob([body], { type: contentType }));
    } catch {
      return false;
    }
  }

  #rest(): void {
    if (!this.#queue.isEmpty || this.#work) return;
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#offPageLeave?.();
    this.#offPageLeave = undefined;
  }

  #complain(why: string, what: string): void {
    this.#options.onError(
      new ReportError(
        `Reports to ${this.#options.url} were not delivered: ${why}; ${what}. See that the ` +
          "receiver is there, allows this page's origin (CORS), and that connect-src of the " +
          "page's CSP allows the receiver.",
      ),
    );
  }
}
