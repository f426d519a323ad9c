import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift';
import { type SketchOptions, startSketches } from 'tfjs-drift/fleet';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { type SketchServer, startSketchServer } from '../../e2e/support/sketchServer.js';

const HOUR = 3_600_000;
const reference = Reference.fromFeatures(gaussianRows(1, 100, 3));

let server: SketchServer;
test.afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server.stop();
});

/** Sketches of 20 rows an hour, of so many hours that are over. */
async function closedSketches(hours: number, options: Partial<SketchOptions> = {}) {
  let nowMs = Date.parse('2026-11-27T00:00:00Z');
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 20,
    permutations: 19,
    policy: pValuePolicy(),
  });
  const errors: string[] = [];
  const sketches = startSketches(monitor, {
    to: server.url,
    device: 'tablet',
    clock: () => nowMs,
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  await sketches.flush();
  errors.length = 0;
  for (let hour = 0; hour < hours; hour++) {
    monitor.observe(gaussianRows(hour + 2, 20, 3));
    await monitor.idle();
    nowMs += HOUR;
  }
  return { monitor, sketches, errors };
}

test('what a receiver cannot take now is sent again, unchanged, and told of once', async () => {
  server = await startSketchServer();
  const { monitor, sketches, errors } = await closedSketches(3);
  server.answers.push({ status: 503 }, { status: 429 }, { status: 500 });
  for (let attempt = 0; attempt < 3; attempt++) await sketches.flush();
  expect(server.sketches).toEqual([]);
  expect(errors).toEqual([
    expect.stringMatching(/answered with status 503; they wait and are sent again/),
  ]);
  await sketches.flush();
  const sent = server.requests.map(({ sketches }) => JSON.stringify(sketches));
  expect(new Set(sent).size).toBe(1);
  expect(server.sketches.map(({ count }) => count)).toEqual([20, 20, 20]);
  await sketches.flush();
  expect(server.requests).toHaveLength(4);
  expect(sketches.total).toMatchObject({ closed: 3, delivered: 3, refused: 0 });
  await monitor.dispose();
});

test('a receiver that is away is tried again, later each time', async () => {
  server = await startSketchServer();
  const { monitor, sketches, errors } = await closedSketches(1, {
    to: 'http://127.0.0.1:9/sketches',
  });
  await sketches.flush();
  expect(errors).toEqual([
    expect.stringMatching(/not delivered: .*; they wait and are sent again/),
  ]);
  expect(sketches.total).toMatchObject({ closed: 1, delivered: 0, refused: 0 });
  await monitor.dispose();
});

test('sketches wait for a receiver that is set up wrongly, by whatever token', async () => {
  server = await startSketchServer();
  const { monitor, sketches, errors } = await closedSketches(2, { to: `${server.url}?token=old` });
  server.answers.push({ status: 401 }, { status: 404 });
  await sketches.flush();
  await sketches.flush();
  expect(errors).toEqual([expect.stringMatching(/status 401; they wait/)]);
  expect(errors[0]).not.toContain('old');
  await sketches.flush();
  expect(sketches.total).toMatchObject({ delivered: 2, refused: 0 });
  await monitor.dispose();
});

test('what a receiver refuses is given up and counted, one by one or as a batch', async () => {
  server = await startSketchServer(({ period }) =>
    /T01/.test(period) ? 'another week' : undefined,
  );
  const { monitor, sketches, errors } = await closedSketches(3);
  await sketches.flush();
  expect(errors).toEqual([expect.stringMatching(/it says: another week; 1 sketches are given up/)]);
  expect(sketches.total).toMatchObject({ closed: 3, delivered: 2, refused: 1 });
  await monitor.dispose();
  await server.stop();
  server = await startSketchServer();
  const other = await closedSketches(2);
  server.answers.push({ status: 400 });
  await other.sketches.flush();
  await other.sketches.flush();
  expect(server.requests).toHaveLength(1);
  expect(other.errors).toEqual([expect.stringMatching(/status 400; 2 sketches are given up/)]);
  expect(other.sketches.total).toMatchObject({ delivered: 0, refused: 2 });
  await other.monitor.dispose();
});

test('a batch is at most 30 KiB, and a sketch is about a kilobyte', async () => {
  server = await startSketchServer();
  const { monitor, sketches } = await closedSketches(60);
  await sketches.flush();
  expect(server.sketches).toHaveLength(60);
  expect(server.requests.length).toBeGreaterThan(1);
  const bytes = server.requests.map((request) => request.bytes);
  expect(Math.max(...bytes)).toBeLessThanOrEqual(30 * 1024);
  const each = bytes.reduce((sum, more) => sum + more, 0) / 60;
  expect(each).toBeGreaterThan(700);
  expect(each).toBeLessThan(1_500);
  await monitor.dispose();
});
