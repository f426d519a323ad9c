/**
 * Rows that one batch may hold to be streamed slot by slot; of more, a recomputation of the
 * statistics is cheaper. Streaming costs g additions a split and row, recomputing g² / 2 a split.
 */
export function streamLimit(windowSize: number): number {
  return Math.max(1, windowSize >> 3);
}
