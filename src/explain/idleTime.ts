import { nextTask } from '../core/base/tasks.js';

/** A page that is never idle gets on all the same. */
const LATEST_MS = 1_000;

/**
 * Resolves when the page has nothing to do, or after a second; in a new task where browsers do not tell.
 *
 * @throws The signal's reason, when aborted.
 */
export async function idleTime(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (typeof requestIdleCallback === 'function') {
    await new Promise<void>((resolve) => {
      requestIdleCallback(() => resolve(), { timeout: LATEST_MS });
    });
  } else {
    await nextTask();
  }
  signal?.throwIfAborted();
}
