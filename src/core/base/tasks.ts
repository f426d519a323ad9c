/**
 * Resolves in a new task, so that the page can paint and the app's own promises go first. By a timer where
 * there is no MessageChannel, as in Jest's jsdom: timers wait some ms once nested.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') {
      setTimeout(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** To be awaited between the steps of a long computation. */
export type Pause = () => Promise<void> | undefined;

/**
 * A frame at 60 per second lasts 16.7 ms, and what is done between two pauses comes on top: this leaves
 * the page most of it.
 */
const SLICE_MS = 4;

/** Of all computations together: one that begins where another has ended goes on in its slice. */
let sliceEnd = 0;

/**
 * For long computations on the main thread: a function to await between steps, which goes on in a
 * new task once the current one has lasted some ms, so that the page stays alive.
 *
 * @throws The signal's reason, from the returned function, when aborted.
 */
export function timeSlices(signal?: AbortSignal): Pause {
  return () => {
    if (performance.now() < sliceEnd) return undefined;
    return nextTask().then(() => {
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    });
  };
}

/** A promise that nobody need wait for: one that rejects then is no unhandled rejection. */
export function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}
