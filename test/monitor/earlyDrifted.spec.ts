import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { streamRows } from '../support/streamRows.js';

test('before a permutation test, and after a recovery, the most drifted are those that are looked at', async () => {
  const reference = await Reference.fromFeatures(streamRows(1, 400, 4));
  const falseAlarms = { perSamples: 1_000 };
  const monitor = new DriftMonitor({ reference, falseAlarms, sampling: 'independent' });
  const events: string[] = [];
  for (const name of ['alarm', 'recovered'] as const) monitor.on(name, () => events.push(name));
  const show = async (rows: readonly Float32Array[]): Promise<void> => {
    for (const row of rows) {
      monitor.observe([...row]);
      await monitor.idle();
    }
  };
  await show(streamRows(2, 10, 4));
  await show(streamRows(3, 4, 4, 5));
  const drifted = monitor.mostDrifted(4).map(({ sample }) => sample);
  expect(drifted.toSorted((a, b) => a - b)).toEqual([11, 12, 13, 14]);
  await show(streamRows(4, 30, 4));
  expect(events).toEqual(['alarm', 'recovered']);
  expect(monitor.window.filled).toBe(44);
  const left = monitor.mostDrifted(64).map(({ sample }) => sample);
  expect(left.length).toBeGreaterThan(10);
  expect(Math.min(...left)).toBeGreaterThan(14);
  await monitor.dispose();
});
