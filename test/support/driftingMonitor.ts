import '@tensorflow/tfjs-backend-cpu';
import { DriftMonitor, type MonitorOptions, pValuePolicy, Reference } from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';

/** Tests of {@link driftAndRecover}. */
export const TESTS = 20;

/** A monitor in Node, without a page: windows of 4 rows of width 3. */
export async function smallMonitor(options: Partial<MonitorOptions> = {}): Promise<DriftMonitor> {
  return new DriftMonitor({
    reference: await Reference.fromFeatures(gaussianRows(60, 3, 1)),
    sampling: 'independent',
    windowSize: 4,
    permutations: 199,
    policy: pValuePolicy({ alarmAt: 0.006 }),
    episodes: { recoverAfter: 2 },
    ...options,
  });
}

/**
 * Of them: the tests, an alarm and a recovery, the state at the start, and three changes of it. Heartbeats come
 * later.
 */
export const REPORTS: number = TESTS + 6;

/** Feeds a drift, and its end: {@link TESTS} tests, one alarm and one recovery. */
export async function driftAndRecover(monitor: DriftMonitor): Promise<void> {
  for (let sample = 1; sample <= TESTS + 3; sample++) {
    const shift = sample > 9 && sample <= 14 ? 9 : 0;
    const values = gaussianRows(1, 3, 100 + sample).values.map((value) => value + shift);
    monitor.observe({ values, width: 3 }, { id: `frame ${sample}` });
    await monitor.idle();
  }
}
