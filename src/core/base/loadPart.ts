import { PartLoadError } from './errors.js';

/**
 * Loads what is not needed from the start.
 *
 * @throws {@link PartLoadError} where it cannot be had; the next call tries again.
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (cause) {
    throw new PartLoadError(
      `A part of tfjs-drift could not be loaded: ${cause instanceof Error ? cause.message : cause}. ` +
        "The page is offline, or the app's files were replaced since it was opened; reload the page.",
      { cause },
    );
  }
}
