import { requireSignal } from './checks.js';
import { PartLoadError } from './errors.js';
import { type Patience, patiently } from './patience.js';

/**
 * Loads what is not needed from the start.
 *
 * @throws {@link PartLoadError} where it cannot be had, or has not come within a minute; the next call
 *   tries again.
 * @throws The signal's reason, when aborted.
 * @throws InvalidOptionError for what is no signal.
 */
export async function loadPart<Part>(
  load: () => Promise<Part>,
  patience?: Patience,
): Promise<Part> {
  const signal = patience?.signal;
  requireSignal(signal);
  signal?.throwIfAborted();
  try {
    return await patiently(load(), 'Its file', patience);
  } catch (cause) {
    signal?.throwIfAborted();
    const why = String(cause instanceof Error ? cause.message : cause).replace(/\.$/, '');
    throw new PartLoadError(
      `A part of tfjs-drift could not be loaded: ${why}. ` +
        ('ServiceWorkerGlobalScope' in globalThis
          ? 'A service worker may not load parts later: build it as one file.'
          : "The page is offline, or the app's files were replaced since it was opened; reload the page."),
      { cause },
    );
  }
}
