import type { TextEmbedder } from '@mediapipe/tasks-text';
import { DriftMonitor } from 'tfjs-drift/core';
import { fitEmbedder, watchEmbedder } from 'tfjs-drift/mediapipe';

/** A `TextEmbedder` has the interface that is expected: compiled, and not run for want of a model. */
export async function watchTexts(
  embedder: TextEmbedder,
  known: readonly string[],
): Promise<TextEmbedder> {
  const reference = await fitEmbedder(embedder, known);
  return watchEmbedder(new DriftMonitor({ reference }), embedder);
}
