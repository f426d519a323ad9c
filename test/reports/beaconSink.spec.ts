import { expect, test } from 'playwright/test';
import {
  type BeaconOptions,
  beaconSink,
  InvalidOptionError,
  startReports,
} from 'tfjs-drift/reports';
import { batchFaults } from '../../e2e/support/reportSchema.js';
import {
  type Answer,
  type ReportServer,
  startReportServer,
} from '../../e2e/support/reportServer.js';
import { driftAndRecover, REPORTS, smallMonitor, TESTS } from '../support/driftingMonitor.js';

const LONG_MS = 3_600_000;

let server: ReportServer;
test.afterEach(() => server.stop());

/** Reports a drift and its recovery to a server that answers as told; no document is there. */
async function reported(answers: readonly Answer[], options: BeaconOptions = {}) {
  server = await startReportServer(answers);
  const errors: string[] = [];
  const monitor = await smallMonitor();
  const sink = beaconSink(server.url, {
    flushMs: LONG_MS,
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  const { stop } = startReports(monitor, { to: sink });
  await driftAndRecover(monitor);
  return { errors, stop, sink };
}

const sequences = (): number[] => server.reports().map(({ sequence }) => sequence);
const allOf = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

test('an alarm is sent at once with all before it, the rest by stop()', async () => {
  const { errors, stop } = await reported([]);
  await expect.poll(() => server.requests.length).toBe(1);
  const first = server.requests[0]!;
  expect(first.batch.reports.at(-1)!.type).toBe('alarm');
  expect(first.contentType).toBe('application/json');
  await stop();
  expect(sequences()).toEqual(allOf(REPORTS));
  for (const { batch } of server.requests) {
    expect(batchFaults(batch)).toEqual([]);
    expect(batch.dropped).toBe(0);
  }
  expect(errors).toEqual([]);
});

test('what waits is sent after flushMs, in one request', async () => {
  server = await startReportServer();
  const monitor = await smallMonitor();
  const to = beaconSink(server.url, { flushMs: 300, contentType: 'text/plain' });
  startReports(monitor, {
    to,
    beforeReport: (report) => (report.type === 'verdict' ? report : null),
  });
  const before = performance.now();
  await driftAndRecover(monitor);
  expect(server.requests.length).toBe(0);
  await expect.poll(() => sequences().length).toBe(TESTS);
  expect(server.requests.length).toBe(1);
  expect(server.requests[0]!.atMs - before).toBeGreaterThanOrEqual(299);
  expect(server.requests[0]!.contentType).toMatch(/^text\/plain/);
});

for (const answer of [{ status: 503 }, { status: 408 }, { status: 204, hangUp: true }]) {
  test(`${answer.hangUp ? 'a lost connection' : answer.status} is tried again`, async () => {
    const { errors, stop } = await reported([answer, answer], { retryMs: 40, random: () => 0 });
    await expect.poll(() => server.requests.length).toBeGreaterThanOrEqual(3);
    await stop();
    const [first, second, third] = server.requests;
    // A wait before each retry, twice as long before the second.
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(38);
    expect(third!.atMs - second!.atMs).toBeGreaterThanOrEqual(78);
    expect(new Set(sequences())).toEqual(new Set(allOf(REPORTS)));
    const delivered = server.requests.slice(2).flatMap(({ batch }) => batch.reports);
    expect(delivered.map(({ sequence }) => sequence)).toEqual(allOf(REPORTS));
    expect(errors.length).toBe(1);
    expect(errors[0]).toMatch(/^ReportError: .* sent again\. See that/);
  });
}

test('Retry-After is waited for, by alarms and by stop() too', async () => {
  const busy = { status: 429, headers: { 'Retry-After': '1' } };
  const { stop } = await reported([busy], { retryMs: 1 });
  await expect.poll(() => server.requests.length).toBe(1);
  await stop();
  expect(server.requests.length).toBe(1);
  await expect.poll(() => server.requests.length).toBe(2);
  const [first, second] = server.requests;
  expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(990);
  expect(second!.batch.reports.length).toBe(REPORTS);
});

test('what is refused is given up, told, and counted in the next batch', async () => {
  const { errors, stop } = await reported([{ status: 400 }]);
  await stop();
  const [first, second] = server.requests;
  expect(server.requests.length).toBe(2);
  expect(second!.batch.dropped).toBe(first!.batch.reports.length);
  expect(errors.length).toBe(1);
  expect(errors[0]).toMatch(/status 400; \d+ reports are given up/);
});

test('a full queue gives up verdicts, oldest first, and says how many', async () => {
  const { stop } = await reported([{ status: 503 }], {
    maxQueued: 9,
    retryMs: 400,
    random: () => 0,
  });
  await expect.poll(() => server.requests.length).toBe(2);
  await stop();
  const { dropped, reports } = server.requests[1]!.batch;
  expect(reports.map(({ type }) => type).sort()).toEqual([
    'alarm',
    'recovered',
    'state',
    'state',
    'state',
    'status',
    'verdict',
    'verdict',
    'verdict',
  ]);
  expect(dropped).toBe(REPORTS - 9);
  const verdicts = reports.filter(({ type }) => type === 'verdict');
  expect(verdicts.at(-1)!.sequence).toBe(REPORTS);
});

test('requests stay below the 64 KiB of a beacon', async () => {
  server = await startReportServer();
  const monitor = await smallMonitor();
  const to = beaconSink(server.url, { flushMs: LONG_MS });
  const { stop } = startReports(monitor, {
    to,
    app: 'ü'.repeat(1_500),
    beforeReport: (report) => (report.type === 'alarm' ? null : report),
  });
  await driftAndRecover(monitor);
  await stop();
  expect(server.requests.length).toBeGreaterThan(2);
  const total = server.requests.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total).toBeGreaterThan(64 * 1024);
  for (const { bytes } of server.requests) expect(bytes).toBeLessThan(32 * 1024);
  expect(new Set(sequences())).toEqual(new Set(allOf(REPORTS - 1)));
});

test('a report longer than any batch goes alone', async () => {
  server = await startReportServer();
  const monitor = await smallMonitor();
  const to = beaconSink(server.url, { flushMs: LONG_MS });
  const { stop } = startReports(monitor, { to, app: 'x'.repeat(70_000), sampleRate: 0 });
  await driftAndRecover(monitor);
  await stop();
  expect(server.requests.map(({ batch }) => batch.reports.length)).toEqual(Array(6).fill(1));
});

test('an answer that never comes is given up and tried again', async () => {
  const { createServer } = await import('node:http');
  server = await startReportServer();
  let asked = 0;
  const silent = createServer(() => asked++);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const errors: string[] = [];
  const sink = beaconSink(`http://127.0.0.1:${port}`, {
    timeoutMs: 50,
    retryMs: 5,
    onError: (error) => errors.push(String(error)),
  });
  const monitor = await smallMonitor();
  const { stop } = startReports(monitor, { to: sink, sampleRate: 0 });
  await driftAndRecover(monitor);
  await stop();
  await expect.poll(() => asked).toBeGreaterThanOrEqual(2);
  expect(errors[0]).toMatch(/TimeoutError/);
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

test('options out of range are named', async () => {
  server = await startReportServer();
  for (const [option, make] of [
    ['url', () => beaconSink('/relative')],
    ['url', () => beaconSink('ftp://example.com')],
    ['flushMs', () => beaconSink(server.url, { flushMs: -1 })],
    ['maxQueued', () => beaconSink(server.url, { maxQueued: 0.5 })],
    ['timeoutMs', () => beaconSink(server.url, { timeoutMs: 0 })],
    ['retryMs', () => beaconSink(server.url, { retryMs: 0 })],
    ['maxRetryMs', () => beaconSink(server.url, { maxRetryMs: 1e9 })],
    ['contentType', () => beaconSink(server.url, { contentType: 'text/html' as never })],
  ] as const) {
    expect(make).toThrow(InvalidOptionError);
    expect(make).toThrow(new RegExp(`^${option}: `));
  }
});
