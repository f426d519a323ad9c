import type { FeatureRows } from '../../src/core/base/rows.js';
import { largestWindow, SMALLEST_OF_FRAMES } from '../../src/core/scan/windowLimits.js';
import type { Judge } from '../streams/frameWatch.js';
import { ScannedStream } from './scan.js';

export const RUN_TIME = 1_000;
export const FRAMES = { isIndependent: false } as const;

/** As a monitor judges frames that is told nothing else: by the distances to parts. */
export async function noveltyJudge(reference: FeatureRows, seed = 0): Promise<Judge> {
  const scan = await ScannedStream.of(reference, RUN_TIME, seed, { ...FRAMES, alarmOn: 'new' });
  return {
    name: 'new',
    needs: 'apart',
    windowSize: largestWindow(reference.count),
    firstTest: SMALLEST_OF_FRAMES,
    start(held) {
      scan.hold(held);
      if (held.length === 0) scan.recover();
    },
    push: (row, isInEpisode, isIndependent) => scan.push(row, isInEpisode, isIndependent).level,
    recover: () => scan.recover(),
  };
}
