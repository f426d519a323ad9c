import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  evidencePolicy,
  type MonitorOptions,
  pValuePolicy,
  Reference,
  SegmentedMonitor,
} from 'tfjs-drift';
import { type SketchOptions, sketchSpaceOf, startSketches } from 'tfjs-drift/fleet';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { type SketchServer, startSketchServer } from '../../e2e/support/sketchServer.js';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-27T12:00:00Z');
const WIDTH = 4;
const reference = Reference.fromFeatures(gaussianRows(1, 200, WIDTH));

let server: SketchServer;
test.beforeEach(async () => {
  server = await startSketchServer();
});
test.afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server.stop();
});

/** A monitor whose rows are sketched, and a clock of the test's. */
async function sketched(
  options: Partial<SketchOptions> = {},
  monitored: Partial<MonitorOptions> = {},
) {
  const time = { ms: NOON };
  const clock = () => time.ms;
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 8,
    permutations: 19,
    policy: pValuePolicy(),
    clock,
    ...monitored,
  });
  monitor.on('error', () => {});
  const errors: string[] = [];
  const sketches = startSketches(monitor, {
    to: server.url,
    device: 'tablet 7',
    clock,
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  await sketches.flush();
  const feed = async (rows: readonly number[][]) => {
    for (const row of rows) {
      monitor.observe([row]);
      await monitor.idle();
    }
  };
  return { monitor, sketches, errors, time, feed };
}

/** What is sent of rows, computed from the definition. */
async function sumsOf(rows: readonly number[][], of: Reference): Promise<number[]> {
  const { landmarks, bandwidth } = await sketchSpaceOf(of);
  return landmarks.map((mark) => {
    const start = mark * WIDTH;
    let sum = 0;
    for (const row of rows) {
      let squared = 0;
      for (const [at, value] of Float32Array.from(row).entries()) {
        squared += (value - of.features.values[start + at]!) ** 2;
      }
      sum += Math.exp(-squared / (2 * bandwidth ** 2));
    }
    return sum;
  });
}

test('the rows of a period become one sketch, sent when it is over', async () => {
  const labels = { site: 'Bonn', line: '3' };
  const { monitor, sketches, time, feed, errors } = await sketched({
    app: 'line',
    release: '2.4.0',
    labels,
  });
  const [first, second] = [gaussianRows(2, 30, WIDTH), gaussianRows(3, 25, WIDTH, 1)];
  await feed(first);
  time.ms += 20 * 60_000;
  await sketches.flush();
  expect(server.requests).toEqual([]);
  time.ms = NOON + HOUR + 1;
  await feed(second);
  await sketches.flush();
  time.ms = NOON + 2 * HOUR;
  await sketches.flush();
  const [one, two] = server.sketches;
  expect(one).toMatchObject({
    schemaVersion: 1,
    referenceId: (await reference).id,
    sketchId: (await sketchSpaceOf(await reference)).sketchId,
    device: 'tablet 7',
    period: '2026-11-27T12:00:00.000Z',
    periodMs: HOUR,
    count: 30,
    state: 'ok',
    evidence: null,
    app: 'line',
    release: '2.4.0',
    labels,
    privacy: null,
  });
  const expected = await sumsOf(first, await reference);
  for (const [at, sum] of one!.sums.entries()) expect(sum).toBeCloseTo(expected[at]!, 5);
  expect(two).toMatchObject({ period: '2026-11-27T13:00:00.000Z', count: 25 });
  expect(two!.id).not.toBe(one!.id);
  expect(sketches.total).toEqual({
    rows: 55,
    dropped: 0,
    closed: 2,
    delivered: 2,
    refused: 0,
    isKept: false,
  });
  expect(errors).toEqual([expect.stringMatching(/lost if this page ends .* no IndexedDB here/)]);
  await monitor.dispose();
});

test('milliseconds in each state are of the period, and of what was seen only', async () => {
  const { monitor, sketches, time, feed } = await sketched({ checkpointMs: 600_000 });
  const rows = gaussianRows(2, 30, WIDTH);
  time.ms += 60_000;
  await feed(rows);
  time.ms += 4 * 60_000;
  monitor.pause();
  time.ms += 2 * 60_000;
  monitor.resume();
  await sketches.flush();
  // Asleep for most of an hour.
  time.ms = NOON + HOUR + 5 * 60_000;
  await sketches.flush();
  await feed(rows);
  await sketches.stop();
  const [one, two] = server.sketches;
  expect(one!.states).toEqual({
    'warming-up': 60_000,
    // All that is known of the sleep is 20 minutes, of which 5 are in the next period.
    ok: (4 + 15) * 60_000,
    suspended: 2 * 60_000,
  });
  expect(two!.states).toEqual({ ok: 5 * 60_000 });
  await monitor.dispose();
});

test('another reference begins another sketch; reset, pause and refused rows do not', async () => {
  const { monitor, sketches, time, feed } = await sketched();
  const next = await Reference.fromFeatures(gaussianRows(9, 200, WIDTH));
  await feed(gaussianRows(2, 12, WIDTH));
  await monitor.reset();
  await feed([[Number.NaN, 0, 0, 0]]);
  monitor.pause();
  await feed(gaussianRows(4, 3, WIDTH));
  monitor.resume();
  await feed(gaussianRows(3, 13, WIDTH));
  await monitor.updateReference(next);
  await feed(gaussianRows(5, 22, WIDTH));
  time.ms += HOUR;
  await sketches.flush();
  const shown = server.sketches.map(({ referenceId, count, sequence }) => [
    referenceId,
    count,
    sequence,
  ]);
  const [sequence] = shown[0]!.slice(2) as [number];
  expect(shown).toEqual([
    [(await reference).id, 25, sequence],
    [next.id, 22, sequence + 1],
  ]);
  expect(new Set(server.sketches.map(({ sketchId }) => sketchId)).size).toBe(2);
  const expected = await sumsOf(gaussianRows(5, 22, WIDTH), next);
  for (const [at, sum] of server.sketches[1]!.sums.entries())
    expect(sum).toBeCloseTo(expected[at]!, 5);
  await monitor.dispose();
});

test('a period of too few rows is not sent, and the rows are counted as dropped', async () => {
  const { monitor, sketches, time, feed } = await sketched();
  await feed(gaussianRows(2, 19, WIDTH));
  time.ms += HOUR;
  await feed(gaussianRows(3, 20, WIDTH));
  time.ms += HOUR;
  await sketches.flush();
  expect(server.sketches.map(({ count }) => count)).toEqual([20]);
  expect(sketches.total).toMatchObject({ rows: 39, dropped: 19, closed: 1 });
  await monitor.dispose();
});

test('evidence comes with the samples that it was gathered over', async () => {
  const policy = evidencePolicy({ falseAlarms: { perSamples: 1_000 } });
  const { monitor, sketches, time, feed } = await sketched({}, { policy });
  await feed(gaussianRows(2, 40, WIDTH));
  const { evidence } = monitor.status.lastVerdict!;
  time.ms += HOUR;
  await sketches.flush();
  expect(server.sketches[0]!.evidence).toEqual({ value: evidence, samples: 40 });
  await monitor.dispose();
});

test('a disposed monitor ends its sketches, and they are sent where nothing is kept', async () => {
  const { monitor, sketches, feed } = await sketched({ device: null });
  await feed(gaussianRows(2, 21, WIDTH));
  await monitor.dispose();
  await sketches.stop();
  expect(server.sketches).toMatchObject([{ count: 21, device: null, state: 'ok' }]);
  expect(await sketches.device).toBe(null);
});

test('a device is random without a name, and rows of other monitors are not counted', async () => {
  const { monitor, sketches, feed } = await sketched({
    device: undefined as unknown as string,
  });
  const other = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    policy: pValuePolicy(),
  });
  await feed(gaussianRows(2, 20, WIDTH));
  other.observe(gaussianRows(3, 50, WIDTH));
  await other.idle();
  await sketches.stop();
  expect(server.sketches.map(({ count }) => count)).toEqual([20]);
  expect(await sketches.device).toMatch(/^[0-9a-f-]{36}$/);
  await monitor.dispose();
  await other.dispose();
});

test('a monitor is sketched once to each place, until that is stopped', async () => {
  const { monitor, sketches } = await sketched();
  const again = (options: Partial<SketchOptions> = {}) =>
    startSketches(monitor, { to: server.url, ...options });
  expect(() => again()).toThrow(/monitor: its sketches go to this address already/);
  const daily = again({ every: 'day' });
  await sketches.stop();
  const second = again();
  await sketches.stop();
  expect(() => again()).toThrow(/already/);
  await Promise.all([daily.stop(), second.stop()]);
  await monitor.dispose();
});

test('a monitor of segments is refused by name, and so is what is no monitor', async () => {
  const segmented = await SegmentedMonitor.create({
    reference: await reference,
    labels: Array.from({ length: 200 }, (_, row) => (row % 2 ? 'a' : 'b')),
    sampling: 'independent',
  });
  const start = (monitor: unknown) => () =>
    startSketches(monitor as DriftMonitor, { to: server.url });
  expect(start(segmented)).toThrow(/a DriftMonitor was expected, a SegmentedMonitor came/);
  expect(start({})).toThrow(/a DriftMonitor was expected/);
  expect(start(undefined)).toThrow(/undefined came/);
  await segmented.dispose();
});

test('a reference whose rows give no bandwidth is told of, and nothing is summed', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => [row % 10 ? 0 : row]);
  const alike = await Reference.fromFeatures(rows);
  const sampling = 'independent' as const;
  const policy = pValuePolicy();
  const monitor = new DriftMonitor({
    reference: alike,
    bandwidth: 1,
    sampling,
    policy,
    windowSize: 4,
  });
  const errors: string[] = [];
  const onError = (error: unknown) => void errors.push(String(error));
  const sketches = startSketches(monitor, { to: server.url, onError });
  monitor.observe(rows);
  await monitor.idle();
  await sketches.stop();
  expect(errors.at(-1)).toMatch(/InvalidFeaturesError: The median distance between rows is 0/);
  expect(sketches.total.rows).toBe(0);
  const given = startSketches(monitor, { to: server.url, onError, bandwidth: 2, minSamples: 4 });
  await given.flush();
  monitor.observe(rows);
  await monitor.idle();
  await given.stop();
  expect(server.sketches).toMatchObject([{ count: 4 }]);
  await monitor.dispose();
});
