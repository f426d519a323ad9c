import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { statusHeadline } from '../../src/demo/panels/headlines.js';
import { smallMonitor } from '../support/driftingMonitor.js';

test('the headline gives the reason of the monitor, also while the window fills anew', async () => {
  const monitor = await smallMonitor();
  const observe = async (count: number, seed: number) => {
    monitor.observe(gaussianRows(count, 3, seed));
    await monitor.idle();
    return statusHeadline(monitor.status);
  };
  const warming = { title: 'Warming up', tone: 'busy' };
  const reason = '2 of 4 inputs are in the window.';
  expect(await observe(2, 7)).toMatchObject({ ...warming, reason });
  const tested = await observe(2, 8);
  expect(tested).toMatchObject({ title: 'All clear', reason: monitor.status.reason });
  await monitor.reset();
  expect(await observe(2, 9)).toMatchObject({ ...warming, reason });
  await monitor.dispose();
});

test('an all-clear that is stale is none on the page', async () => {
  let now = 0;
  const monitor = await smallMonitor({ clock: () => now, staleAfterMs: 60_000 });
  for (const seed of [7, 8]) monitor.observe(gaussianRows(2, 3, seed));
  await monitor.idle();
  now = 180_000;
  const { title, reason } = statusHeadline(monitor.status);
  expect([title, reason.split('.')[0]]).toEqual([
    'Out of date',
    'Nothing has been tested for 3 min',
  ]);
  await monitor.dispose();
});

test('a drift that was acknowledged is told apart from one that nobody knows', async () => {
  const monitor = await smallMonitor();
  const { values, width } = gaussianRows(8, 3, 7);
  const drift = { values: values.map((value) => value + 9), width };
  monitor.observe(drift);
  await monitor.idle();
  expect(statusHeadline(monitor.status)).toMatchObject({ title: 'Drift detected', tone: 'alarm' });
  monitor.acknowledge('known');
  monitor.observe(drift);
  await monitor.idle();
  expect(statusHeadline(monitor.status)).toMatchObject({ title: 'Known drift', tone: 'warning' });
  await monitor.dispose();
});
