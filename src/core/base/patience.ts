import { TimeoutError } from './errors.js';

/** How long what is not ours (a device, a backend, a download) may take to answer, by default. */
export const PATIENCE_MS = 60_000;

/** Looks at the clock while waiting: a computer that slept meanwhile has used up one of them only. */
const LOOKS = 10;

/** How long to wait, and what ends it before. */
export interface Patience {
  /** `Infinity`: until the signal. @defaultValue {@link PATIENCE_MS} */
  readonly ms?: number | undefined;
  /** Ends the waiting with its reason; what is waited for goes on, and nobody hears of it. */
  readonly signal?: AbortSignal | undefined;
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
  { ms = PATIENCE_MS, signal }: Patience = {},
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let looks = 0;
    const look = (): void => {
      if (++looks < LOOKS) return;
      end();
      reject(new TimeoutError(`${what} has not answered for ${ms / 1_000} s and is given up.`));
    };
    const timer = ms < Infinity ? setInterval(look, ms / LOOKS) : undefined;
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
    promise.then(resolve, reject).then(end);
  });
}
