import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  expectedRunTimePolicy,
  Reference,
  SegmentedMonitor,
  type Verdict,
} from 'tfjs-drift';
import {
  callbackSink,
  consoleSink,
  InvalidOptionError,
  type Report,
  type ReportOptions,
  type ReportSink,
  startReports,
} from 'tfjs-drift/reports';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { seededRandom } from '../../src/core/base/random.js';
import { driftAndRecover, REPORTS, smallMonitor, TESTS } from '../support/driftingMonitor.js';

/** The reports of a drift and its recovery, and what went wrong. */
async function reportsOf(options: Partial<ReportOptions> = {}) {
  const reports: Report[] = [];
  const errors: string[] = [];
  const verdicts: Verdict[] = [];
  const monitor = await smallMonitor();
  monitor.on('verdict', (verdict) => verdicts.push(verdict));
  const { stop } = startReports(monitor, {
    to: callbackSink((report) => void reports.push(report)),
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  await driftAndRecover(monitor);
  await stop();
  await monitor.dispose();
  return { reports, errors, verdicts, monitor };
}

const typesOf = (reports: readonly Report[]): string[] => reports.map(({ type }) => type);
const count = (reports: readonly Report[], type: string): number =>
  typesOf(reports).filter((other) => other === type).length;

test('every test is reported, the alarm and the recovery with it, in order', async () => {
  const { reports, errors, verdicts } = await reportsOf({ app: 'line 3', sessionId: 'a-session' });
  expect(errors).toEqual([]);
  expect(count(reports, 'verdict')).toBe(TESTS);
  expect(count(reports, 'alarm')).toBe(1);
  expect(count(reports, 'recovered')).toBe(1);
  expect(reports.map(({ sequence }) => sequence)).toEqual(reports.map((_, index) => index + 1));
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  const alarm = reports.find(({ type }) => type === 'alarm')!;
  const verdict = verdicts.find(({ state }) => state === 'drift')!;
  expect(alarm).toEqual({
    schemaVersion: 2,
    type: 'alarm',
    sessionId: 'a-session',
    sequence: reports.indexOf(alarm) + 1,
    time: verdict.time,
    libraryVersion: version,
    app: 'line 3',
    verdict: JSON.parse(JSON.stringify(verdict)),
  });
});

test('each session has an id of its own, and none of an app that gave no name', async () => {
  const sessions = [await reportsOf(), await reportsOf()].map(({ reports }) => reports[0]!);
  expect(sessions[0]!.sessionId).toMatch(/^[0-9a-f]{32}$/);
  expect(sessions[0]!.sessionId).not.toBe(sessions[1]!.sessionId);
  expect('app' in sessions[0]!).toBe(false);
});

test('sampleRate thins verdicts only, and leaves no gaps', async () => {
  const draws = seededRandom(5);
  const expected = Array.from({ length: TESTS }, seededRandom(5)).filter((u) => u < 0.4).length;
  const some = await reportsOf({ sampleRate: 0.4, random: draws });
  expect(expected).toBeGreaterThan(0);
  expect(expected).toBeLessThan(TESTS);
  expect(count(some.reports, 'verdict')).toBe(expected);
  expect(some.reports.at(-1)!.sequence).toBe(expected + REPORTS - TESTS);
  const none = await reportsOf({ sampleRate: 0 });
  expect(typesOf(none.reports)).toEqual([
    'status',
    'state',
    'alarm',
    'state',
    'recovered',
    'state',
  ]);
});

test('beforeReport changes and drops reports, but not the verdicts of the app', async () => {
  const { reports, verdicts, errors } = await reportsOf({
    beforeReport: (report) => {
      if (report.type === 'verdict') return undefined;
      if (report.type === 'recovered' || 'status' in report) return null;
      if (report.type === 'alarm') Object.assign(report.verdict, { adapter: 'not told' });
      return report;
    },
  });
  expect(errors).toEqual([]);
  expect(reports.map((report) => 'verdict' in report && report.verdict.adapter)).toEqual([
    'not told',
  ]);
  expect(reports[0]!.sequence).toBe(1);
  expect(new Set(verdicts.map(({ adapter }) => adapter))).toEqual(new Set(['cpu']));
});

test('where beforeReport throws or is async, nothing is sent', async () => {
  const thrown = await reportsOf({
    beforeReport: () => {
      throw new Error('no redaction');
    },
  });
  expect(thrown.reports).toEqual([]);
  expect(thrown.errors).toEqual(['Error: no redaction']);
  const later = await reportsOf({
    beforeReport: (async (report: Report) => report) as unknown as (report: Report) => Report,
  });
  expect(later.reports).toEqual([]);
  expect(later.errors[0]).toMatch(/^ReportError: beforeReport: .* a promise came/);
  const text = await reportsOf({ beforeReport: () => 'no' as unknown as Report });
  expect(text.reports).toEqual([]);
  expect(text.errors[0]).toMatch(/string came/);
});

test('a sink that throws, rejects or changes its report disturbs neither others nor monitor', async () => {
  const received: Report[] = [];
  const faulty: ReportSink[] = [
    {
      send: () => {
        throw new Error('thrown');
      },
    },
    { send: () => Promise.reject(new Error('rejected')) },
    { send: (report) => void Object.assign(report, { sessionId: 'another' }) },
    {
      send: () => {},
      flush: () => {
        throw new Error('flush');
      },
    },
  ];
  const { errors, verdicts } = await reportsOf({
    to: [...faulty, callbackSink((report) => void received.push(report))],
    sessionId: 'mine',
  });
  expect(verdicts.length).toBe(TESTS);
  expect(received.length).toBe(REPORTS);
  expect(new Set(received.map(({ sessionId }) => sessionId))).toEqual(new Set(['mine']));
  expect(errors.sort()).toEqual(['Error: flush', 'Error: rejected', 'Error: thrown']);
});

test('an onError that throws is borne, and without one there is one warning', async () => {
  const { warn, error } = console;
  const warnings: unknown[] = [];
  console.warn = (...said) => warnings.push(said.at(-1));
  console.error = () => {};
  const refuse = callbackSink(() => Promise.reject(new Error('no')));
  try {
    const monitor = await smallMonitor();
    startReports(monitor, { to: refuse });
    startReports(monitor, {
      to: refuse,
      onError: () => {
        throw new Error('and no');
      },
    });
    await driftAndRecover(monitor);
    expect(monitor.status.tests).toBe(TESTS);
  } finally {
    Object.assign(console, { warn, error });
  }
  expect(warnings.map(String)).toEqual(['Error: no']);
});

test('notices and errors are reported, errors by name and message only', async () => {
  const reports: Report[] = [];
  const monitor = await smallMonitor({ savedState: {} as never });
  const to = callbackSink((report) => void reports.push(report));
  const { stop } = startReports(monitor, { to, sampleRate: 0, clock: () => 1_000 });
  monitor.observe([[Number.NaN, 0, 0]]);
  await monitor.idle();
  await stop();
  expect(typesOf(reports)).toEqual(['notice', 'status', 'error']);
  expect(reports[0]).toMatchObject({
    time: '1970-01-01T00:00:01.000Z',
    notice: { code: 'saved-state-ignored' },
  });
  expect(reports[2]).toMatchObject({ error: { name: 'InvalidFeaturesError' } });
  expect(JSON.stringify(reports[2])).not.toMatch(/stack|\.ts/);
});

test('a notice that is on its way to listeners is reported once', async () => {
  const { reference } = await smallMonitor();
  const reports: Report[] = [];
  const policy = expectedRunTimePolicy();
  const monitor = new DriftMonitor({ reference, savedState: {} as never, windowSize: 4, policy });
  startReports(monitor, { to: callbackSink((report) => void reports.push(report)) });
  await monitor.idle();
  expect(typesOf(reports)).toEqual(['notice', 'status']);
});

test('the most drifted inputs come along where asked for', async () => {
  const { reports } = await reportsOf({ mostDrifted: 2 });
  const alarm = reports.find(({ type }) => type === 'alarm')!;
  if (!('verdict' in alarm)) throw new Error('an alarm has a verdict');
  expect(alarm.mostDrifted!.length).toBe(2);
  for (const { id, sample, witness } of alarm.mostDrifted!) {
    expect(id).toBe(`frame ${sample}`);
    expect(sample).toBeGreaterThan(9);
    expect(witness).toBeLessThan(0);
  }
});

test('nothing is reported after stop(), which waits for what is under way', async () => {
  let received = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = callbackSink(async () => {
    await released;
    received++;
  });
  const monitor = await smallMonitor();
  const { stop } = startReports(monitor, { to: slow });
  await driftAndRecover(monitor);
  const stopped = stop();
  expect(received).toBe(0);
  release();
  await stopped;
  expect(received).toBe(REPORTS);
  await driftAndRecover(monitor);
  await stop();
  expect(received).toBe(REPORTS);
});

test('a segmented monitor is reported segment by segment', async () => {
  const reference = await Reference.fromFeatures(gaussianRows(80, 3, 1));
  const labels = Array.from({ length: 80 }, (_, row) => (row % 2 ? 'odd' : 'even'));
  const monitor = await SegmentedMonitor.create({
    reference,
    labels,
    sampling: 'independent',
    windowSize: 4,
    permutations: 99,
    falseAlarms: { perSamples: 200 },
  });
  const reports: Report[] = [];
  const to = callbackSink((report) => void reports.push(report));
  const { stop } = startReports(monitor, { to, mostDrifted: 3 });
  for (let sample = 0; sample < 12; sample++) {
    const label = sample % 2 ? 'odd' : 'even';
    monitor.observe(gaussianRows(1, 3, 50 + sample), [label], { id: `${label} ${sample}` });
    await monitor.idle();
  }
  await stop();
  await monitor.dispose();
  for (const report of reports) {
    if (!('verdict' in report)) continue;
    const inputs = report.mostDrifted!.map(({ id }) => id!);
    // An early verdict has as many inputs as there are.
    expect(inputs).toHaveLength(Math.min(3, report.verdict.samples));
    expect(inputs.every((id) => id.startsWith(report.segment ?? ''))).toBe(true);
  }
  const segments = new Set(reports.map(({ segment }) => segment));
  expect(segments).toEqual(new Set([undefined, 'odd', 'even']));
});

test('notices of a segmented monitor say which segment they are of', async () => {
  const reference = await Reference.fromFeatures(gaussianRows(80, 3, 1));
  const labels = Array.from({ length: 80 }, (_, row) => (row % 2 ? 'odd' : 'even'));
  const options = { reference, labels, windowSize: 4, permutations: 99 };
  const before = await SegmentedMonitor.create(options);
  const { overall, segments } = before.saveState();
  const odd = { ...segments['odd']!, referenceId: 'another' };
  const savedState = { schemaVersion: 1, overall, segments: { ...segments, odd } } as const;
  const monitor = await SegmentedMonitor.create({ ...options, savedState });
  const reports: Report[] = [];
  const { stop } = startReports(monitor, {
    to: callbackSink((report) => void reports.push(report)),
  });
  await monitor.ready();
  await stop();
  for (const one of [before, monitor]) await one.dispose();
  const told = reports.flatMap((report) =>
    'notice' in report ? [[report.segment, report.notice.code]] : [],
  );
  expect(told.splice(0, 3)).toEqual(
    [undefined, 'even', 'odd'].map((segment) => [segment, 'reference-small']),
  );
  expect(told).toEqual([['odd', 'saved-state-ignored']]);
});

test('the console tells alarms from the rest', async () => {
  const said: string[] = [];
  const { reports } = await reportsOf({
    to: consoleSink({
      info: (text) => said.push(`info ${text}`),
      warn: (text) => said.push(`warn ${text}`),
    }),
  });
  expect(reports).toEqual([]);
  expect(said.filter((text) => text === 'warn tfjs-drift: alarm.').length).toBe(1);
  expect(said.filter((text) => text === 'info tfjs-drift: verdict.').length).toBe(TESTS);
});

test('options out of range are named', async () => {
  const monitor = await smallMonitor();
  const to = callbackSink(() => {});
  for (const [option, wrong] of [
    ['to', { to: [] }],
    ['to', { to: {} as ReportSink }],
    ['sampleRate', { to, sampleRate: 1.1 }],
    ['sampleRate', { to, sampleRate: Number.NaN }],
    ['mostDrifted', { to, mostDrifted: 65 }],
    ['heartbeatMs', { to, heartbeatMs: 60 }],
    ['heartbeatMs', { to, heartbeatMs: '1 min' as never }],
  ] as const) {
    const start = () => startReports(monitor, wrong);
    expect(start).toThrow(InvalidOptionError);
    expect(start).toThrow(new RegExp(`^${option}: `));
  }
});
