/** Resolves in a new task, so that the page can paint and the app's own promises go first. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
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

/** A frame at 60 per second lasts 16.7 ms; this leaves the page some of it. */
const SLICE_MS = 12;

/**
 * For long computations on the main thread: a function to await between steps, which goes on in a
 * new task once the current one has lasted {@link SLICE_MS} ms, so that the page stays alive.
 *
 * @throws The signal's reason, from the returned function, when aborted.
 */
export function timeSlices(signal?: AbortSignal): Pause {
  let end = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return nextTask().then(() => {
      signal?.throwIfAborted();
      end = performance.now() + SLICE_MS;
    });
  };
}
