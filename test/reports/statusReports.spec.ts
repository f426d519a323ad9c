import { expect, test } from 'playwright/test';
import { DriftMonitor, type MonitorOptions, pValuePolicy, Reference } from 'tfjs-drift';
import {
  callbackSink,
  consoleSink,
  type Report,
  type ReportOptions,
  startReports,
} from 'tfjs-drift/reports';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { reportFaults } from '../../e2e/support/reportSchema.js';
import { inHurry } from '../support/hurriedTime.js';

const reference = Reference.fromFeatures(gaussianRows(1, 20, 3));

async function reported(
  options: Partial<MonitorOptions> = {},
  reporting: Partial<ReportOptions> = {},
) {
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 19,
    policy: pValuePolicy(),
    suspendAfter: 3,
    ...options,
  });
  monitor.on('error', () => {});
  const reports: Report[] = [];
  const to = callbackSink((report) => void reports.push(report));
  const { stop } = startReports(monitor, { to, sampleRate: 0, ...reporting });
  const feed = async (rows: readonly number[][]) => {
    for (const row of rows) {
      monitor.observe([row]);
      await monitor.idle();
    }
  };
  const told = () =>
    reports.flatMap((report) =>
      'status' in report
        ? [`${report.type} ${report.from ?? '-'} ${report.status.state} ${report.status.code}`]
        : [],
    );
  return { monitor, reports, stop, feed, told };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

// In a hurry nobody would wait for parts that are loaded later.
test.beforeAll(async () => {
  const { monitor, feed } = await reported();
  await feed(gaussianRows(4, 3, 3));
  await monitor.dispose();
});

test('what a monitor is doing is reported at the start, and as it changes, with reason and counts', async () => {
  const { monitor, reports, feed, told } = await reported();
  expect(told()).toEqual(['status - warming-up filling']);
  await feed(gaussianRows(2, 6, 3));
  await feed(Array(4).fill([Number.NaN, 0, 0]));
  await feed(gaussianRows(3, 2, 3));
  monitor.pause();
  monitor.resume();
  await monitor.dispose();
  expect(told()).toEqual([
    'status - warming-up filling',
    'state warming-up ok ok',
    'state ok suspended inputs-refused',
    'state suspended ok ok',
    'state ok suspended paused',
    'state suspended ok ok',
    'state ok suspended disposed',
  ]);
  const refused = reports.find(({ type, ...report }) => {
    return type === 'state' && 'status' in report && report.status.code === 'inputs-refused';
  });
  expect(refused).toMatchObject({
    from: 'ok',
    status: { samples: 6, tests: 3, refused: 3, failed: 0, dropped: 0, thinned: 0 },
  });
  if (!refused || !('status' in refused)) throw new Error('it was reported');
  expect(refused.status.reason).toMatch(/^The last 3 inputs were all refused, .* hold a NaN/);
  expect(refused.time).toBe(refused.status.since);
  expect(refused.status.lastTested! <= refused.status.since).toBe(true);
  for (const report of reports) expect(reportFaults(report)).toEqual([]);
});

test('another reason for being suspended is reported, though the state is the same', async () => {
  const { monitor, feed, told } = await reported();
  await feed(Array(3).fill([Number.NaN, 0, 0]));
  monitor.pause();
  expect(told().slice(1)).toEqual([
    'state warming-up suspended inputs-refused',
    'status - suspended paused',
  ]);
  await monitor.dispose();
});

test('a monitor that warms up for ever says so by its heartbeat, until reports stop', async () => {
  await inHurry(async () => {
    const { monitor, reports, stop, feed, told } = await reported({}, { heartbeatMs: 4_000 });
    await feed(gaussianRows(2, 3, 3));
    const { length: before } = reports;
    await expect.poll(() => reports.length).toBeGreaterThan(before + 1);
    expect(new Set(told().slice(1))).toEqual(new Set(['heartbeat - warming-up filling']));
    const beat = reports.at(-1)!;
    expect(beat).toMatchObject({
      status: { samples: 3, tests: 0, reason: '3 of 4 inputs are in the window.' },
    });
    expect(beat.sequence).toBe(reports.length);
    expect('status' in beat && beat.status.lastTested).toBeUndefined();
    for (const report of reports) expect(reportFaults(report)).toEqual([]);
    await stop();
    const { length } = reports;
    await soon();
    expect(reports.length).toBe(length);
    await monitor.dispose();
  });
});

test('a heartbeat says when the latest test was, and that an all-clear is stale', async () => {
  await inHurry(async () => {
    let now = Date.parse('2026-01-05T14:03:00Z');
    const { monitor, reports, stop, feed } = await reported(
      { clock: () => now, staleAfterMs: 60_000 },
      { heartbeatMs: 4_000 },
    );
    await feed(gaussianRows(2, 4, 3));
    now += 300_000;
    const { length: before } = reports;
    // The change of the state, and a heartbeat or two.
    await expect.poll(() => reports.length).toBeGreaterThan(before + 2);
    expect(reports.findLast(({ type }) => type === 'heartbeat')).toMatchObject({
      status: {
        state: 'stale',
        lastTested: '2026-01-05T14:03:00.000Z',
        reason:
          'Nothing has been tested for 5 min. Before that: The last 4 inputs look like the reference.',
      },
    });
    expect(reports.filter(({ type }) => type === 'state')).toMatchObject([
      { from: 'warming-up', status: { state: 'ok' } },
      { from: 'ok', status: { state: 'stale' } },
    ]);
    await stop();
    await monitor.dispose();
  });
});

test('heartbeats end with the monitor, or are none, and a clock that throws ends no other', async () => {
  await inHurry(async () => {
    const ended = await reported({}, { heartbeatMs: 4_000 });
    await ended.monitor.dispose();
    const none = await reported({}, { heartbeatMs: false });
    const errors: string[] = [];
    let isBroken = true;
    const shaken = await reported(
      {},
      {
        heartbeatMs: 4_000,
        clock: () => {
          if (isBroken) throw new Error('no time');
          return 0;
        },
        onError: (error) => errors.push(String(error)),
      },
    );
    await soon();
    expect(ended.told()).toEqual([
      'status - warming-up filling',
      'state warming-up suspended disposed',
    ]);
    expect(none.told()).toEqual(['status - warming-up filling']);
    expect(shaken.reports).toEqual([]);
    expect(errors).toEqual(['Error: no time']);
    isBroken = false;
    await expect.poll(() => shaken.told().length).toBeGreaterThan(0);
    for (const { stop } of [none, shaken]) await stop();
  });
});

test('heartbeats keep no process awake', async () => {
  const { setInterval } = globalThis;
  const timers: NodeJS.Timeout[] = [];
  Object.assign(globalThis, {
    setInterval: (...given: Parameters<typeof setInterval>) => {
      const timer = setInterval(...given);
      timers.push(timer);
      return timer;
    },
  });
  try {
    const { stop } = await reported();
    expect(timers.map((timer) => timer.hasRef())).toEqual([false]);
    await stop();
  } finally {
    Object.assign(globalThis, { setInterval });
  }
});

test('the console warns of states that are no all-clear, not of warming up at first', async () => {
  const said: string[] = [];
  const say = (level: string) => (_: string, report: Report) => {
    if ('status' in report) said.push(`${level} ${report.type} ${report.status.state}`);
  };
  const { monitor, feed } = await reported(
    {},
    { to: consoleSink({ info: say('info'), warn: say('warn') }) },
  );
  await feed(gaussianRows(2, 4, 3));
  await monitor.reset();
  await monitor.dispose();
  expect(said).toEqual([
    'info status warming-up',
    'info state ok',
    'warn state warming-up',
    'warn state suspended',
  ]);
});
