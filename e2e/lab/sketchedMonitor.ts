import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift/core';
import { type SketchOptions, startSketches } from 'tfjs-drift/fleet';
import { gaussianRows } from './gaussianRows.js';

/** A monitor whose rows are sketched, by a clock that the test sets, of a reference that is the same on each visit. */
export async function sketchedMonitor(
  to: string,
  time: string,
  options: Partial<SketchOptions> = {},
) {
  const now = { ms: Date.parse(time) };
  const errors: string[] = [];
  const monitor = new DriftMonitor({
    reference: await Reference.fromFeatures(gaussianRows(1, 100, 3)),
    sampling: 'independent',
    windowSize: 8,
    permutations: 19,
    policy: pValuePolicy(),
    clock: () => now.ms,
  });
  const sketches = startSketches(monitor, {
    to,
    clock: () => now.ms,
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  // What is admitted before the part that sums it is loaded counts as of when it is.
  await sketches.device;
  let seed = 100;
  const feed = async (count: number) => {
    for (const row of gaussianRows(seed++, count, 3)) {
      monitor.observe([row]);
      await monitor.idle();
    }
  };
  return {
    monitor,
    sketches,
    errors,
    feed,
    set: (later: string) => {
      now.ms = Date.parse(later);
    },
  };
}
