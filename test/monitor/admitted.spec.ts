import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';

const reference = Reference.fromFeatures(gaussianRows(1, 30, 3));

async function monitorOf() {
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 19,
    policy: pValuePolicy(),
  });
  const told: string[] = [];
  monitor.on('admitted', (rows) => told.push(`${rows.length}`));
  monitor.on('verdict', () => told.push('verdict'));
  monitor.on('error', () => told.push('error'));
  return { monitor, told };
}

test('rows that were admitted are told before they are tested, refused ones are not', async () => {
  const { monitor, told } = await monitorOf();
  monitor.observe(gaussianRows(2, 3, 3));
  await monitor.idle();
  monitor.observe([[Number.NaN, 0, 0]]);
  await monitor.idle();
  monitor.observe([[Number.NaN, 0, 0], ...gaussianRows(3, 2, 3)]);
  await monitor.idle();
  monitor.pause();
  monitor.observe(gaussianRows(4, 1, 3));
  await monitor.idle();
  expect(told).toEqual(['3', 'error', '2', 'error', 'verdict']);
  await monitor.dispose();
});

test('they are the rows of the window, of more than it holds the last ones', async () => {
  const { monitor } = await monitorOf();
  let latest: readonly unknown[] = [];
  monitor.on('admitted', (rows) => {
    latest = rows;
  });
  monitor.observe(gaussianRows(2, 9, 3));
  await monitor.idle();
  expect(latest).toHaveLength(4);
  expect(latest).toEqual(monitor.window.rows());
  expect(latest[3]).toBe(monitor.window.rows()[3]);
  await monitor.dispose();
});

test('a listener that throws is told of, and the test is made', async () => {
  const { monitor, told } = await monitorOf();
  monitor.on('admitted', () => {
    throw new RangeError('no');
  });
  monitor.observe(gaussianRows(2, 4, 3));
  await monitor.idle();
  expect(told).toEqual(['4', 'error', 'verdict']);
  await monitor.dispose();
});
