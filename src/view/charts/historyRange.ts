import type { HistoryEntry } from './historyData.js';

/** The x axis shows at least so many samples, so that the first tests are no wild zigzag. */
export const SHORTEST_SPAN = 60;

/** The MMD² axis shows at least this range: noise must not look like news. */
const SMALLEST_RANGE = { min: -0.01, max: 0.045 } as const;

const HEADROOM = 1.1;

/** What the MMD² axis shows: all values, and the threshold where it is one of MMD². */
export function statisticRange(entries: readonly HistoryEntry[]): { min: number; max: number } {
  const statistics = entries.flatMap(({ mmd2, threshold, measure }) =>
    measure === 'mmd2' ? [mmd2, threshold] : mmd2,
  );
  return {
    min: Math.min(SMALLEST_RANGE.min, ...statistics),
    max: Math.max(SMALLEST_RANGE.max, ...statistics.map((value) => value * HEADROOM)),
  };
}
