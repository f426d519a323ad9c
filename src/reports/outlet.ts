import { ReportError } from '../core/base/errors.js';
import { patiently } from '../core/base/patience.js';
import type { Report, ReportSink } from './report.js';

/** Reports that a sink may have in hand: one that never answers must not gather them for ever. */
const MOST_IN_HAND = 200;

/**
 * A sink, and what is still to be heard from it. It may throw, reject, or never answer: that is told, and
 * what has not answered for a minute is no longer waited for.
 */
export class Outlet {
  readonly #sink: ReportSink;
  readonly #onError: (error: unknown) => void;
  readonly #inHand = new Set<Promise<void>>();

  /** @param onError Never throws. */
  constructor(sink: ReportSink, onError: (error: unknown) => void) {
    this.#sink = sink;
    this.#onError = onError;
  }

  send(report: Report): void {
    if (this.#inHand.size < MOST_IN_HAND) {
      this.#hear(() => this.#sink.send(report), "A sink's send()");
      return;
    }
    this.#onError(
      new ReportError(
        `A sink has not settled ${MOST_IN_HAND} reports: it is given no more until it has. Let its ` +
          'send() resolve once a report is queued.',
      ),
    );
  }

  /** Resolves when all that the sink has in hand has settled or is given up; never rejects. */
  async flush(): Promise<void> {
    this.#hear(() => this.#sink.flush?.(), "A sink's flush()");
    await Promise.all(this.#inHand);
  }

  #hear(call: () => unknown, what: string): void {
    try {
      const answer = call();
      if (typeof (answer as PromiseLike<unknown> | undefined)?.then !== 'function') return;
      const heard = patiently(answer as PromiseLike<unknown>, what)
        .catch(this.#onError)
        .then(() => {
          this.#inHand.delete(heard);
        });
      this.#inHand.add(heard);
    } catch (error) {
      this.#onError(error);
    }
  }
}
