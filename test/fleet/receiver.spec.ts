import { expect, test } from 'playwright/test';
import { startReceiver } from '../../fleet/receiver/receiver.js';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import type { LeftOut, SketchIdSummary } from '../../fleet/store/fleetStore.js';
import { StoreUnavailableError } from '../../fleet/store/storeErrors.js';
import { seededRandom } from '../../src/core/base/random.js';
import { featureMapOf } from '../../src/core/fleet/featureMap.js';
import { noisySums } from '../../src/core/fleet/noisySums.js';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import {
  type Answered,
  ask,
  NOW,
  post,
  postSketches,
  READ,
  type RunningReceiver,
  read,
  runReceiver,
  WRITE,
} from '../support/fleetReceiver.js';
import { HOUR, SmallFleet, START } from '../support/fleetSketches.js';

let receiver: RunningReceiver;
let fleet: SmallFleet;

test.beforeEach(async () => {
  receiver = await runReceiver();
  fleet = await SmallFleet.make();
  await post(`${receiver.url}/sketch-space`, fleet.space, { Authorization: `Bearer ${READ}` });
});

test.afterEach(() => receiver.close());

interface Report {
  readonly leftOut: readonly LeftOut[];
  readonly sketchIds: readonly SketchIdSummary[];
}

async function reasons(): Promise<Record<string, number>> {
  const { body } = await read<Report>(`${receiver.url}/left-out?since=2026-01-01T00:00:00Z`);
  const counts: Record<string, number> = {};
  for (const { reason, count } of body.leftOut) counts[reason] = (counts[reason] ?? 0) + count;
  return counts;
}

async function rows(): Promise<number> {
  const scope = { sketchId: fleet.space.sketchId, periodMs: HOUR };
  const periods = await receiver.store.timeline({ ...scope, from: 0, to: NOW + 999 * HOUR });
  return periods.reduce((sum, { count }) => sum + count, 0);
}

test('a batch is kept once, as JSON and as a beacon sends it', async () => {
  const sketches = [fleet.sketch({ device: 'a' }), fleet.sketch({ device: null })];
  const { status, body } = await postSketches(receiver.url, sketches);
  expect(status).toBe(200);
  expect(body).toEqual({ accepted: 2, duplicate: 0, refused: [] });
  const again = await ask(`${receiver.url}/sketches?token=${WRITE}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
    body: JSON.stringify({
      schemaVersion: 1,
      sketches: [...sketches, fleet.sketch({ device: 'b' })],
    }),
  });
  expect(again.body).toEqual({ accepted: 1, duplicate: 2, refused: [] });
  expect(await reasons()).toEqual({});
});

test('late batches count in the period they are of', async () => {
  const late = fleet.sketch({ device: 'a', at: NOW - 39 * 24 * HOUR });
  expect((await postSketches(receiver.url, [late])).body.accepted).toBe(1);
  expect(await rows()).toBe(late.count);
});

test('each wrong sketch is refused by name, and the others of its batch are kept', async () => {
  const wrong: [string, unknown][] = [
    ['schema', null],
    ['schema', 'a sketch'],
    ['schema', { ...fleet.sketch(), features: [[1, 2]] }],
    ['schema', { ...fleet.sketch(), count: 0 }],
    ['schema', { ...fleet.sketch(), count: 20.5 }],
    ['schema', { ...fleet.sketch(), device: '' }],
    ['schema', { ...fleet.sketch(), device: 'a\u0000' }],
    ['schema', { ...fleet.sketch(), device: '\ud800' }],
    ['schema', { ...fleet.sketch(), device: 'a'.repeat(129) }],
    ['schema', { ...fleet.sketch(), sums: [1, null] }],
    ['schema', { ...fleet.sketch(), sums: new Array(65).fill(1) }],
    ['schema', { ...fleet.sketch(), sketchId: "'); DROP TABLE sketches; --" }],
    ['schema', { ...fleet.sketch(), period: 'yesterday' }],
    ['schema', { ...fleet.sketch(), labels: { site: 7 } }],
    ['schema', { ...fleet.sketch(), privacy: { epsilon: 0, delta: 0.1 } }],
    ['schema-version', { ...fleet.sketch(), schemaVersion: 2 }],
    ['unaligned-period', fleet.sketch({ at: START + 1_000 })],
    ['unaligned-period', fleet.sketch({ periodMs: 61_000 })],
    ['unaligned-period', fleet.sketch({ period: '2026-02-31T00:00:00.000Z', periodMs: 7_000_000 })],
    ['clock-ahead', fleet.sketch({ at: NOW + 24 * HOUR })],
    ['clock-ahead', fleet.sketch({ at: NOW + 999 * HOUR })],
    ['too-old', fleet.sketch({ at: NOW - 41 * 24 * HOUR })],
    ['impossible-sums', fleet.sketch({ sums: [1, 2] })],
    ['impossible-sums', fleet.sketch({ count: 20, sums: new Array(8).fill(21) })],
    ['impossible-sums', fleet.sketch({ count: 20, sums: new Array(8).fill(-1) })],
    ['impossible-sums', fleet.sketch({ count: 20, sums: new Array(8).fill(1e300) })],
    ['impossible-states', fleet.sketch({ states: { ok: 2 * HOUR } })],
    ['foreign-reference', fleet.sketch({ referenceId: 'another' })],
  ];
  const right = fleet.sketch({ device: 'right' });
  const { status, body } = await postSketches(receiver.url, [
    ...wrong.map(([, sketch]) => sketch),
    right,
  ]);
  expect(status).toBe(200);
  expect(body.accepted).toBe(1);
  expect(body.refused.map(({ error }) => error)).toEqual(wrong.map(([reason]) => reason));
  expect(body.refused.map(({ at }) => at)).toEqual(wrong.map((_, at) => at));
  for (const { message } of body.refused) expect(message).toMatch(/\.$|expected|must/);
  expect(await rows()).toBe(right.count);
  const counts: Record<string, number> = {};
  for (const [reason] of wrong) counts[reason] = (counts[reason] ?? 0) + 1;
  expect(await reasons()).toEqual(counts);
});

test('numbers that are none of JSON, or infinite, are refused', async () => {
  const text = JSON.stringify({ schemaVersion: 1, sketches: [fleet.sketch()] });
  const withSum = (sum: string) => text.replace(/"sums":\[[^,]+/, `"sums":[${sum}`);
  const nan = await post(`${receiver.url}/sketches`, withSum('NaN'));
  expect(nan).toMatchObject({ status: 400, body: { error: 'not-json' } });
  const infinite = await post(`${receiver.url}/sketches`, withSum('1e999'));
  expect(infinite.body.refused).toMatchObject([{ at: 0, error: 'schema' }]);
  expect(await rows()).toBe(0);
});

test('a clock that is wrong by a day is known by the time of sending, both ways', async () => {
  const sketch = fleet.sketch({ at: NOW - 2 * HOUR });
  for (const [ms, error] of [
    [24 * HOUR, 'clock-wrong'],
    [-24 * HOUR, 'clock-wrong'],
    [HOUR, undefined],
  ] as const) {
    const sent = new Date(NOW + ms).toISOString();
    const { body } = await post(`${receiver.url}/sketches`, {
      schemaVersion: 1,
      sent,
      sketches: [sketch],
    });
    expect(body.refused[0]?.error).toBe(error);
  }
  expect(await reasons()).toEqual({ 'clock-wrong': 2 });
});

test('a device of a million rows counts as one of the most that count', async () => {
  const sketch = fleet.sketch({ device: 'a', count: 20 });
  const many = { ...sketch, count: 1_000_000, sums: sketch.sums.map((sum) => sum * 50_000) };
  expect((await postSketches(receiver.url, [many])).body).toMatchObject({ accepted: 1 });
  expect(await reasons()).toEqual({ capped: 1 });
  const [kept] = await receiver.store.deviceSeries({
    sketchId: fleet.space.sketchId,
    periodMs: HOUR,
    from: START,
    to: NOW,
    devices: ['a'],
  });
  expect(kept!.count).toBe(100_000);
  expect(kept!.sums[0]! / kept!.count).toBeCloseTo(sketch.sums[0]! / sketch.count, 6);
});

test('noise may go beyond the count, but not beyond what noise can', async () => {
  const privacy = { epsilon: 1, delta: 1e-6 };
  const map = await featureMapOf(fleet.space, { pause: () => undefined });
  const noisy = (device: string, random: () => number): FleetSketch => {
    const sketch = fleet.sketch({ device });
    const { count, sums } = noisySums(sketch, map, privacy, random);
    return { ...sketch, count, sums: Array.from(sums), privacy };
  };
  const random = seededRandom(5);
  const sketches = Array.from({ length: 50 }, (_, n) => noisy(`tablet-${n}`, random));
  expect(sketches.some(({ sums }) => sums.some((sum) => sum < 0))).toBe(true);
  expect((await postSketches(receiver.url, sketches)).body.accepted).toBe(50);
  const far = { ...sketches[0]!, device: 'far', sums: sketches[0]!.sums.map((sum) => sum * 1e3) };
  expect((await postSketches(receiver.url, [far])).body.refused[0]?.error).toBe('impossible-sums');
});

test('a foreign sketch id is kept apart and told; so are two in one week', async () => {
  const foreign = await SmallFleet.make({ seed: 1, referenceId: 'next', landmarks: 5 });
  await postSketches(receiver.url, [
    fleet.sketch({ device: 'a' }),
    foreign.sketch({ device: 'a' }),
  ]);
  expect(await reasons()).toEqual({ 'unknown-space': 1 });
  const { body } = await read<Report>(`${receiver.url}/left-out?since=2026-01-01T00:00:00Z`);
  expect(body.leftOut[0]).toMatchObject({ sketchId: foreign.space.sketchId, device: 'a' });
  const known = body.sketchIds.map(({ sketchId, isKnown }) => [sketchId, isKnown]);
  expect(new Map(known as [string, boolean][])).toEqual(
    new Map([
      [fleet.space.sketchId, true],
      [foreign.space.sketchId, false],
    ]),
  );
  const [period] = await receiver.store.timeline({
    sketchId: fleet.space.sketchId,
    periodMs: HOUR,
    from: START,
    to: NOW,
  });
  expect(period).toMatchObject({ devices: 1 });
});

test('the team gives spaces, and no other of the same id', async () => {
  const asTeam = { Authorization: `Bearer ${READ}` };
  const put = (space: unknown) =>
    post<{ error: string }>(`${receiver.url}/sketch-space`, space, asTeam);
  expect((await put(fleet.space)).status).toBe(200);
  expect(await put({ ...fleet.space, bandwidth: 3 })).toMatchObject({
    status: 409,
    body: { error: 'space-conflict' },
  });
  const kernelMatrix = fleet.space.kernelMatrix.map((row) => row.map(() => 2));
  for (const wrong of [
    {},
    null,
    { ...fleet.space, landmarks: [1] },
    { ...fleet.space, kernelMatrix },
  ]) {
    expect(await put(wrong)).toMatchObject({ status: 400, body: { error: 'bad-request' } });
  }
  const { body } = await read<{ spaces: unknown[] }>(`${receiver.url}/sketch-spaces`);
  expect(body.spaces).toEqual([fleet.space]);
  const asDevice = await post(`${receiver.url}/sketch-space`, fleet.space);
  expect(asDevice.status).toBe(401);
});

test('bodies that are no batch have names of their own', async () => {
  const url = `${receiver.url}/sketches`;
  const batch = JSON.stringify({ schemaVersion: 1, sketches: [fleet.sketch()] });
  const said = async (answer: Promise<Answered<unknown>>) => {
    const { status, body } = await answer;
    return [status, (body as { error: string }).error];
  };
  expect(await said(post(url, '{'))).toEqual([400, 'not-json']);
  expect(await said(post(url, 'null'))).toEqual([400, 'not-a-batch']);
  expect(await said(post(url, '{"sketches":[]}'))).toEqual([400, 'not-a-batch']);
  expect(await said(post(url, '{"sketches":{"length":1}}'))).toEqual([400, 'not-a-batch']);
  expect(await said(post(url, batch, { 'Content-Type': 'text/html' }))).toEqual([
    415,
    'content-type',
  ]);
  expect(await said(post(url, batch, { 'Content-Encoding': 'gzip' }))).toEqual([
    415,
    'content-type',
  ]);
  expect(await said(post(url, ' '.repeat(2 ** 20 + 1)))).toEqual([413, 'body-too-large']);
  const many = { sketches: new Array(1_001).fill(null) };
  expect(await said(post(url, many))).toEqual([413, 'too-many-sketches']);
  expect(await said(ask(url, { headers: { Authorization: `Bearer ${WRITE}` } }))).toEqual([
    405,
    'method',
  ]);
  expect(await said(ask(`${receiver.url}/`))).toEqual([404, 'not-found']);
  expect(await reasons()).toMatchObject({ 'not-json': 1, 'not-a-batch': 3, 'body-too-large': 1 });
});

test('each token opens what it is for', async () => {
  const status = async (path: string, init: RequestInit = {}) =>
    (await ask(`${receiver.url}${path}`, init)).status;
  const withToken = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
  expect(await status('/left-out', withToken(READ))).toBe(200);
  expect(await status('/left-out', withToken(WRITE))).toBe(401);
  expect(await status('/left-out')).toBe(401);
  expect(await status(`/left-out?token=${READ}`)).toBe(401);
  expect(await status('/health')).toBe(200);
  const body = JSON.stringify({ sketches: [fleet.sketch()] });
  const type = { 'Content-Type': 'text/plain' };
  expect(await status('/sketches', { method: 'POST', body, headers: type })).toBe(401);
  const wrong = { ...type, Authorization: `Bearer ${WRITE}x` };
  expect(await status('/sketches', { method: 'POST', body, headers: wrong })).toBe(401);
  expect(await rows()).toBe(0);
  for (const options of [
    { writeTokens: [] },
    { writeTokens: ['short'] },
    { readTokens: [WRITE] },
    { retention: { rawDays: 40, stateDays: 400 } },
  ]) {
    await expect(runReceiver(options)).rejects.toThrow(/expected/);
  }
});

test('pages of other origins may send where they are allowed', async () => {
  const open = await runReceiver({ writeOrigins: ['https://app.example'] });
  const headers = { Origin: 'https://app.example' };
  const preflight = await ask(`${open.url}/sketches`, { method: 'OPTIONS', headers });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
  expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('Content-Type');
  const sketches = [fleet.sketch()];
  const sent = await post(`${open.url}/sketches`, { sketches }, headers);
  expect(sent.status).toBe(200);
  expect(sent.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
  const other = { Origin: 'https://other.example' };
  expect((await post(`${open.url}/sketches`, { sketches }, other)).status).toBe(403);
  // An error can be read by the page that made it.
  const refused = await post(`${open.url}/sketches`, '{', headers);
  expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
  const reading = { headers: { ...headers, Authorization: `Bearer ${READ}` } };
  expect((await ask(`${open.url}/left-out`, reading)).status).toBe(403);
  expect((await post(`${receiver.url}/sketches`, { sketches }, headers)).status).toBe(403);
  await open.close();
});

test('an address and a device that send too much are held back', async () => {
  const narrow = await runReceiver({
    addressRate: { perSecond: 0.01, burst: 10 },
    deviceRate: { perSecond: 0.01, burst: 2 },
  });
  const parts = [1, 2, 3].map((sequence) => fleet.sketch({ device: 'a', sequence }));
  const { body } = await postSketches(narrow.url, [...parts, fleet.sketch({ device: 'b' })]);
  expect(body).toMatchObject({ accepted: 3, refused: [{ at: 2, error: 'rate-device' }] });
  const more = Array.from({ length: 7 }, (_, n) => fleet.sketch({ device: `c${n}` }));
  const refused = await postSketches(narrow.url, more);
  expect(refused).toMatchObject({ status: 429, body: { error: 'rate-address' } });
  const retryAfter = Number(refused.headers.get('Retry-After'));
  expect(retryAfter).toBeGreaterThan(50);
  expect(retryAfter).toBeLessThanOrEqual(100);
  expect((await postSketches(narrow.url, more.slice(0, 6))).body.accepted).toBe(6);
  await narrow.close();
});

test('behind a proxy the address is the one that it names', async () => {
  const addressRate = { perSecond: 0.01, burst: 1 };
  const behind = await runReceiver({ addressRate, trustProxy: true });
  const from = (forwarded: string) =>
    post(
      `${behind.url}/sketches`,
      { sketches: [fleet.sketch()] },
      { 'X-Forwarded-For': forwarded },
    );
  expect((await from('198.51.100.1')).status).toBe(200);
  expect((await from('203.0.113.9, 198.51.100.1')).status).toBe(429);
  expect((await from('198.51.100.2')).status).toBe(200);
  await behind.close();
});

test('a store that is gone is an answer by which a page tries again', async () => {
  const errors: unknown[] = [];
  const store = await DuckDbStore.open(':memory:');
  const gone = await startReceiver({
    ...{ port: 0, store, writeTokens: [WRITE], readTokens: [READ], clock: () => NOW },
    onError: (error) => errors.push(error),
  });
  await store.close();
  const answer = await postSketches(gone.url, [fleet.sketch()]);
  expect(answer).toMatchObject({ status: 503, body: { error: 'store-unavailable' } });
  expect(answer.headers.get('Retry-After')).toBe('30');
  expect(errors).toHaveLength(1);
  await expect(gone.close()).rejects.toThrow(StoreUnavailableError);
});
