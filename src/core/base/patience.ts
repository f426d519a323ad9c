import { TimeoutError } from './errors.js';

/** How long what is not ours (a device, a backend, a download) may take to answer, by default. */
export const PATIENCE_MS = 60_000;

/** Looks at the clock while waiting: a computer that slept meanwhile has used up one of them only. */
const LOOKS = 10;

/** Browsers take a longer one for none. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Options of what may take long. */
export interface Abortable {
  /** Ends it: the call rejects with its reason. @defaultValue none */
  readonly signal?: AbortSignal | undefined;
}

/** How long to wait, and what ends it before; what is waited for goes on, and nobody hears of it. */
export interface Patience extends Abortable {
  /** `Infinity` for what is our own, and comes to an end. @defaultValue {@link PATIENCE_MS} */
  readonly ms?: number | undefined;
  /** A number that changes while it gets on, as of the bytes that came: then the time begins anew. */
  readonly progress?: (() => number) | undefined;
}

/**
 * Waits for a promise of others no longer than is patient: one that never settles must not hold up all
 * that comes after it.
 *
 * @param what It, in words that begin a sentence, e.g. `'The GPU'`.
 * @throws {@link TimeoutError} after that time.
 * @throws The signal's reason, when aborted.
 */
export function patiently<Value>(
  promise: PromiseLike<Value>,
  what: string,
  { ms = PATIENCE_MS, signal, progress }: Patience = {},
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let looks = 0;
    let reached = progress?.();
    const look = (): void => {
      const now = progress?.();
      if (now !== reached) looks = 0;
      reached = now;
      if (++looks < LOOKS) return;
      end();
      reject(new TimeoutError(`${what} has not answered for ${ms / 1_000} s and is given up.`));
    };
    const timer =
      ms < Number.POSITIVE_INFINITY
        ? setInterval(look, Math.min(ms / LOOKS, LONGEST_TIMER_MS))
        : undefined;
    // Node would stay awake for it.
    (timer as { unref?: () => void } | undefined)?.unref?.();
    const abort = (): void => {
      end();
      reject(signal?.reason);
    };
    const end = (): void => {
      clearInterval(timer);
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    Promise.resolve(promise).then(resolve, reject).then(end);
  });
}
