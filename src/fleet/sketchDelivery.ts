import { ReportError } from '../core/base/errors.js';
import { SKETCH_SCHEMA_VERSION } from '../core/fleet/sketch.js';
import { MAX_BODY_BYTES, postBatch, retryDelayMs } from '../reports/post.js';
import { logsOf } from './logRecords.js';
import type { ClosedSketch } from './openSketch.js';
import type { ResolvedSketchOptions } from './sketchOptions.js';
import type { SketchStore, WaitingSketch } from './sketchStore.js';

/** What a receiver says of a batch that it has taken, and what a collector says of log records. */
interface Receipt {
  readonly refused?: readonly { readonly error?: string; readonly message?: string }[];
  readonly partialSuccess?: {
    readonly rejectedLogRecords?: string | number;
    readonly errorMessage?: string;
  };
}

/** What became of sketches that were closed, by this page. */
export interface Deliveries {
  /** Taken by the receiver, for the first time or again. */
  delivered: number;
  /** Given up: the receiver would not have them, or too many waited. */
  refused: number;
}

const TIMEOUT_MS = 30_000;
const LONGEST_RETRY_MS = 1_800_000;

/** Sketches that may wait: 40 days of hours. */
const MOST_WAITING = 1_000;

/** Whoever is away for longer has forgotten what it was about. */
const LONGEST_WAIT_MS = 40 * 86_400_000;

/** The receiver is not as it should be, which says nothing of the sketches. */
const MISPLACED: readonly number[] = [401, 403, 404, 405];

/** The body of a request. @param sentMs By the device's clock: the receiver can see then whether it is right. */
export function bodyOf(
  closed: readonly ClosedSketch[],
  sentMs: number,
  format: ResolvedSketchOptions['format'],
): string {
  const sketches = closed.map(({ sketch }) => sketch);
  return JSON.stringify(
    format === 'otlp'
      ? logsOf(sketches, sentMs)
      : {
          schemaVersion: SKETCH_SCHEMA_VERSION,
          sent: new Date(sentMs).toISOString(),
          sketches,
        },
  );
}

/** Brings closed sketches to the receiver, one request at a time; what was not taken is sent again later. */
export class SketchDelivery {
  readonly counts: Deliveries = { delivered: 0, refused: 0 };
  readonly #options: ResolvedSketchOptions;
  readonly #store: SketchStore;
  #work: Promise<boolean> = Promise.resolve(true);
  #failures = 0;
  /** No request is made before, by the clock of `performance`. */
  #notBefore = 0;

  constructor(options: ResolvedSketchOptions, store: SketchStore) {
    this.#options = options;
    this.#store = store;
  }

  /** Does not reach it just now: it is tried again at once. */
  hurry(): void {
    this.#notBefore = 0;
  }

  /**
   * Sends what waits, until a request fails; after what is being sent. Never rejects.
   *
   * @returns Whether something still waits.
   */
  send(): Promise<boolean> {
    this.#work = this.#work.then(() => this.#sendAll());
    return this.#work;
  }

  async #sendAll(): Promise<boolean> {
    try {
      let waiting = await this.#due();
      while (waiting.length > 0 && performance.now() >= this.#notBefore) {
        const batch = this.#batchOf(waiting);
        if (!(await this.#post(batch))) break;
        await this.#store.remove(batch.map(({ number }) => number));
        waiting = waiting.slice(batch.length);
      }
      return waiting.length > 0;
    } catch (error) {
      this.#options.onError(error);
      return true;
    }
  }

  /** Those of this address; too many, and too old ones, are given up. */
  async #due(): Promise<WaitingSketch[]> {
    const all = await this.#store.waiting();
    const earliestMs = this.#options.clock() - LONGEST_WAIT_MS;
    const givenUp = all.filter(
      ({ sketch }, at) => at < all.length - MOST_WAITING || Date.parse(sketch.period) < earliestMs,
    );
    if (givenUp.length > 0) {
      await this.#store.remove(givenUp.map(({ number }) => number));
      this.#giveUp(givenUp.length, 'too many wait, or for too long');
    }
    return all.filter(
      (sketch) => sketch.place === this.#options.place && !givenUp.includes(sketch),
    );
  }

  /** @returns Whether the batch is done with. */
  async #post(batch: readonly WaitingSketch[]): Promise<boolean> {
    const body = this.#bodyOf(batch);
    const outcome = await postBatch(
      { body, bytes: new TextEncoder().encode(body).length },
      {
        url: this.#options.to,
        contentType: 'application/json',
        timeoutMs: TIMEOUT_MS,
        hear: (answer) => this.#hear(answer),
      },
    );
    const isMisplaced = outcome.kind === 'refused' && MISPLACED.includes(outcome.status);
    if (outcome.kind === 'failed' || isMisplaced) {
      this.#failures++;
      if (this.#failures === 1) this.#complain(outcome.why, 'they wait and are sent again');
      const delayMs = retryDelayMs(this.#failures, this.#options.random(), {
        retryMs: this.#options.checkpointMs,
        maxRetryMs: LONGEST_RETRY_MS,
      });
      this.#notBefore =
        performance.now() + Math.max('waitMs' in outcome ? outcome.waitMs : 0, delayMs);
      return false;
    }
    this.#failures = 0;
    if (outcome.kind === 'refused') this.#giveUp(batch.length, outcome.why);
    else this.counts.delivered += batch.length;
    return true;
  }

  /** Of a batch that was taken some sketches may have been refused. */
  async #hear(answer: Response): Promise<void> {
    const { refused = [], partialSuccess = {} } = (await answer.json()) as Receipt;
    const [first] = refused;
    const { rejectedLogRecords = 0, errorMessage = '' } = partialSuccess;
    const count = refused.length + Number(rejectedLogRecords);
    if (!(count > 0)) return;
    this.counts.delivered -= count;
    const why = first ? [first.error, first.message].filter(Boolean).join(': ') : errorMessage;
    this.#giveUp(count, `it says: ${why.slice(0, 500)}`);
  }

  #giveUp(count: number, why: string): void {
    this.counts.refused += count;
    this.#complain(why, `${count} sketches are given up`);
  }

  #complain(why: string, what: string): void {
    this.#options.onError(
      new ReportError(
        `Sketches to ${this.#options.place} were not delivered: ${why}; ${what}. See that the receiver is there, ` +
          "allows this page's origin (CORS), and that connect-src of the page's CSP allows the receiver.",
      ),
    );
  }

  #bodyOf(batch: readonly ClosedSketch[]): string {
    return bodyOf(batch, this.#options.clock(), this.#options.format);
  }

  /** As many of the first as fit a request. */
  #batchOf<Sketch extends ClosedSketch>(waiting: readonly Sketch[]): Sketch[] {
    let bytes = 0;
    const fitting = waiting.findIndex((sketch) => {
      bytes += new TextEncoder().encode(this.#bodyOf([sketch])).length;
      return bytes > MAX_BODY_BYTES;
    });
    return waiting.slice(0, fitting < 0 ? waiting.length : Math.max(1, fitting));
  }
}
