import * as drift from 'tfjs-drift/core';
import { gaussianRows } from './gaussianRows.js';

/**
 * A monitor, and `feed` to give it samples: rows about 0 like its reference, or about `mean`. A test
 * after each sample but the first three.
 */
export async function reportedMonitor(options: Partial<drift.MonitorOptions> = {}) {
  const reference = await drift.Reference.fromFeatures(gaussianRows(1, 60, 3));
  const monitor = new drift.DriftMonitor({
    reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 199,
    policy: drift.pValuePolicy({ alarmAt: 0.006 }),
    ...options,
  });
  let seed = 100;
  const feed = async (count: number, mean = 0, given: drift.ObserveOptions = {}) => {
    for (const row of gaussianRows(seed++, count, 3, mean)) {
      monitor.observe([row], given);
      await monitor.idle();
    }
  };
  return { monitor, feed };
}
