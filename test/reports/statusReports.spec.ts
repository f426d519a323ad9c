import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift';
import { callbackSink, type Report, startReports } from 'tfjs-drift/reports';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { reportFaults } from '../../e2e/support/reportSchema.js';

test('a monitor that can test no more is reported, with its reason, and when it can again', async () => {
  const reference = await Reference.fromFeatures(gaussianRows(1, 20, 3));
  const monitor = new DriftMonitor({
    reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 19,
    policy: pValuePolicy(),
    suspendAfter: 3,
  });
  const reports: Report[] = [];
  startReports(monitor, { to: callbackSink((report) => void reports.push(report)), sampleRate: 0 });
  const feed = async (rows: readonly number[][]) => {
    for (const row of rows) {
      monitor.observe([row]);
      await monitor.idle();
    }
  };
  await feed(gaussianRows(2, 6, 3));
  expect(reports).toEqual([]);
  await feed(Array(4).fill([Number.NaN, 0, 0]));
  await feed(gaussianRows(3, 2, 3));
  monitor.pause();
  monitor.resume();
  const told = reports.flatMap((report) => (report.type === 'status' ? [report] : []));
  expect(told.map(({ status }) => `${status.state} ${status.code}`)).toEqual([
    'suspended inputs-refused',
    expect.stringMatching(/^(ok|warning) /),
    'suspended paused',
    expect.stringMatching(/^(ok|warning) /),
  ]);
  expect(told[0]!.status).toMatchObject({ samples: 6, refused: 3, failed: 0, dropped: 0 });
  expect(told[0]!.status.reason).toMatch(/^The last 3 inputs were all refused, .* hold a NaN/);
  for (const report of reports) expect(reportFaults(report)).toEqual([]);
  await monitor.dispose();
});
