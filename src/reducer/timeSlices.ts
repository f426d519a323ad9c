import { nextTask } from '../scheduling/nextTask.js';

const SLICE_MS = 12;

/**
 * Cuts a long computation into slices of {@link SLICE_MS} ms, so that the page stays alive: the
 * function returned is awaited between its steps and lets the page go first when a slice is over.
 *
 * @param signal Its reason is thrown at the end of a slice.
 */
export function timeSlices(signal?: AbortSignal | undefined): () => Promise<void> {
  let end = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < end) return;
    await nextTask();
    signal?.throwIfAborted();
    end = performance.now() + SLICE_MS;
  };
}
