import { DriftMonitor, Reference } from 'tfjs-drift/core';

/** Watches rows of numbers that change, and says what came of it: in any kind of page, worker or server. */
export async function watch(onVerdict = () => {}) {
  let seed = 1;
  const uniform = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const row = (shift) => Array.from({ length: 4 }, () => uniform() + shift);
  const reference = await Reference.fromFeatures(Array.from({ length: 200 }, () => row(0)));
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  const told = { calm: '', alarms: 0, compute: '', errors: [] };
  monitor.on('error', (error) => told.errors.push(String(error)));
  monitor.on('alarm', () => {
    told.alarms += 1;
  });
  monitor.on('verdict', (verdict) => {
    told.compute = verdict.compute;
    onVerdict(verdict);
  });
  for (let input = 0; input < 90; input++) {
    if (input === 70) told.calm = monitor.status.state;
    monitor.observe(row(input < 70 ? 0 : 0.5));
    await monitor.idle();
  }
  await monitor.dispose();
  return told;
}
