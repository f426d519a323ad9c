import { expect, test } from 'playwright/test';
import { DisposedError, Reference, SegmentedMonitor } from 'tfjs-drift';
import { callbackSink, type Report, startReports } from 'tfjs-drift/reports';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';

const labels = Array.from({ length: 80 }, (_, i) => (i % 2 ? 'a' : 'b'));

async function monitored() {
  const reference = await Reference.fromFeatures(gaussianRows(1, 80, 3));
  const monitor = await SegmentedMonitor.create({
    reference,
    labels,
    sampling: 'independent',
    windowSize: 4,
    permutations: 19,
    suspendAfter: 3,
  });
  const codes: string[] = [];
  monitor.on('status', ({ segment = 'all', status }) => codes.push(`${segment} ${status.code}`));
  monitor.on('error', () => {});
  return { monitor, codes };
}

test('a monitor of segments that gets nothing in says so, in its status, events and reports', async () => {
  const { monitor, codes } = await monitored();
  for (const [i, row] of gaussianRows(2, 12, 3).entries()) {
    monitor.observe([row], [i % 2 ? 'a' : 'b']);
    await monitor.idle();
  }
  for (let i = 0; i < 4; i++) monitor.observe([[1, 2, 3]], undefined as never);
  const { overall, segments, suspension, refused } = monitor.status;
  expect([overall, ...segments.map(({ status }) => status!)].map(({ code }) => code)).toEqual(
    Array(3).fill('inputs-refused'),
  );
  expect(suspension?.code).toBe('inputs-refused');
  expect(refused).toBe(4);
  expect(codes.slice(-3)).toEqual(['all', 'b', 'a'].map((segment) => `${segment} inputs-refused`));
  const reports: Report[] = [];
  startReports(monitor, { to: callbackSink((report) => void reports.push(report)) });
  expect(reports.map(({ type, segment = 'all' }) => `${type} ${segment}`).sort()).toEqual(
    expect.arrayContaining(['status a', 'status all', 'status b']),
  );
  monitor.observe([[1, 2, 3]], ['a']);
  await monitor.idle();
  expect(monitor.status.suspension).toBeUndefined();
  await monitor.dispose();
  expect(monitor.status.suspension?.code).toBe('disposed');
});

test('of two updates of all segments the last one counts, and the end ends both', async () => {
  const { monitor } = await monitored();
  const [b, c] = await Promise.all(
    [3, 4].map((seed) => Reference.fromFeatures(gaussianRows(seed, 80, 3))),
  );
  const others = labels.map((label) => (label === 'a' ? 'c' : label));
  await Promise.all([monitor.updateReference(b!, labels), monitor.updateReference(c!, others)]);
  expect(monitor.reference).toBe(c);
  expect(monitor.status.segments.map(({ label }) => label).sort()).toEqual(['b', 'c']);
  const updates = [monitor.updateReference(b!, labels), monitor.updateReference(c!, others)].map(
    (update) => update.catch((error) => error),
  );
  await monitor.dispose();
  for (const update of updates) expect(await update).toBeInstanceOf(DisposedError);
});
