import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import {
  type ChdbSession,
  chdbEngine,
  local,
  openChdb,
} from '../../../fleet/clickhouse/chdbEngine.js';
import { ClickHouseStore } from '../../../fleet/store/clickhouse/clickHouseStore.js';
import { httpEngine } from '../../../fleet/store/clickhouse/httpEngine.js';
import { columnsOf, schemaStatements } from '../../../fleet/store/clickhouse/tables.js';
import { sketchRow } from '../../../fleet/store/sketchRow.js';
import { StoreUnavailableError } from '../../../fleet/store/storeErrors.js';
import { deviceChange } from '../../../src/core/fleet/buckets.js';
import { type ClickHouseServer, serveChdb } from '../../support/clickHouseServer.js';
import { postSketches, read, runReceiver } from '../../support/fleetReceiver.js';
import { HOUR, SmallFleet, START } from '../../support/fleetSketches.js';
import { testStore } from '../../support/storeContract.js';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-clickhouse-'));
let session: ChdbSession;
let server: ClickHouseServer;

test.beforeAll(async () => {
  session = await openChdb(folder);
  server = await serveChdb(session);
});

test.afterAll(async () => {
  await server.close();
  session.close();
  rmSync(folder, { recursive: true });
});

test.describe('the contract, by HTTP', () => {
  testStore(() => ClickHouseStore.open(httpEngine({ url: server.url })));
});

test('receivers that are given the same sketches at the same time count them once', async () => {
  const fleet = await SmallFleet.make({ seed: 99, referenceId: 'shared' });
  const sketches = Array.from({ length: 50 }, (_, n) => fleet.sketch({ device: `tablet-${n}` }));
  const engine = chdbEngine(session);
  const stores = await Promise.all([1, 2, 3].map(() => ClickHouseStore.open(engine)));
  await Promise.all(stores.map((store) => store.insert(sketches)));
  const span = { sketchId: fleet.space.sketchId, periodMs: HOUR, from: START, to: START + HOUR };
  const count = sketches.reduce((sum, sketch) => sum + sketch.count, 0);
  for (const store of stores)
    expect(await store.timeline(span)).toMatchObject([{ devices: 50, count }]);
  const [rows] = await engine.rows(
    'SELECT count() AS rows FROM tfjs_drift.sketches_local FINAL WHERE sketch_id = {id:String}',
    { id: fleet.space.sketchId },
  );
  expect(rows).toEqual({ rows: 50 });
});

test('what lies there twice counts once, before it is merged and after', async () => {
  const fleet = await SmallFleet.make({ seed: 98, referenceId: 'twice' });
  const engine = chdbEngine(session);
  const store = await ClickHouseStore.open(engine);
  const [before, after] = [0, 1].map((hour) => fleet.sketch({ at: START + hour * HOUR }));
  const rows = [before!, after!].map((sketch) => columnsOf(sketchRow(sketch), START));
  for (const _ of [1, 2, 3]) await engine.insert('tfjs_drift.sketches', rows);
  const scope = { sketchId: fleet.space.sketchId, periodMs: HOUR };
  const [lying] = await engine.rows(
    'SELECT count() AS rows FROM tfjs_drift.device_periods WHERE sketch_id = {sketchId:String}',
    { sketchId: scope.sketchId },
  );
  expect(lying).toEqual({ rows: 6 });
  for (const isMerged of [false, true]) {
    if (isMerged) await engine.run('OPTIMIZE TABLE tfjs_drift.device_periods_local FINAL');
    const { buckets } = await store.changes({
      ...scope,
      periods: [START + HOUR],
      baseline: [START],
    });
    const expected = deviceChange(after!, before!);
    for (const [t, sum] of buckets[0]!.sums.entries()) expect(sum).toBeCloseTo(expected[t]!, 6);
    const timeline = await store.timeline({ ...scope, from: START, to: START + 2 * HOUR });
    expect(timeline.map(({ count }) => count)).toEqual([before!.count, after!.count]);
    expect(await store.insert([before!])).toEqual([false]);
  }
});

test('sums of several shards add up: where two are the same one, all comes twice', async () => {
  const fleet = await SmallFleet.make({ seed: 97, referenceId: 'shards' });
  const engine = chdbEngine(session);
  const onTwo = {
    ...engine,
    rows: (...[sql, values]: Parameters<typeof engine.rows>) =>
      engine.rows(sql.replaceAll("cluster('{cluster}'", "cluster('twice'"), values),
  };
  const [one, two] = [await ClickHouseStore.open(engine), await ClickHouseStore.open(onTwo)];
  const devices = ['a', 'b', 'c'];
  await one.insert(
    [0, 1].flatMap((hour) =>
      devices.map((device) => fleet.sketch({ device, at: START + hour * HOUR, release: '1' })),
    ),
  );
  const scope = { sketchId: fleet.space.sketchId, periodMs: HOUR };
  const query = { ...scope, periods: [START + HOUR], baseline: [START] };
  const [changes, twice] = [await one.changes(query), await two.changes(query)];
  expect([changes.compared, twice.compared]).toEqual([3, 6]);
  expect(twice.buckets).toEqual(
    changes.buckets.map(({ bucket, devices: count, sums }) => ({
      bucket,
      devices: 2 * count,
      sums: sums.map((sum) => 2 * sum),
    })),
  );
  const by = { by: 'release' } as const;
  const [means, twiceMeans] = [
    (await one.meansByGroup({ ...query, by })).groups.get('1')!,
    (await two.meansByGroup({ ...query, by })).groups.get('1')!,
  ];
  expect(twiceMeans.map(({ sums }) => sums[0])).toEqual(means.map(({ sums }) => 2 * sums[0]!));
  const [timeline] = await two.timeline({ ...scope, from: START, to: START + HOUR });
  expect(timeline).toMatchObject({ devices: 6 });
});

test('a receiver on it answers what it is asked', async () => {
  const fleet = await SmallFleet.make({ seed: 96, referenceId: 'receiver' });
  const store = await ClickHouseStore.open(httpEngine({ url: server.url }));
  const receiver = await runReceiver({ store });
  const sketches = [fleet.sketch({ device: 'a' }), fleet.sketch({ device: null })];
  expect((await postSketches(receiver.url, sketches)).body).toMatchObject({ accepted: 2 });
  expect((await postSketches(receiver.url, sketches)).body).toMatchObject({ duplicate: 2 });
  const report = await read<{ leftOut: { sketchId: string }[] }>(
    `${receiver.url}/left-out?since=2026-01-01T00:00:00Z`,
  );
  expect(report.body.leftOut).toContainEqual(
    expect.objectContaining({ reason: 'unknown-space', sketchId: fleet.space.sketchId, count: 4 }),
  );
  await receiver.close();
});

test('a server that is gone, and what it refuses, have names', async () => {
  const gone = httpEngine({ url: 'http://127.0.0.1:9' });
  await expect(gone.rows('SELECT 1')).rejects.toThrow(StoreUnavailableError);
  await expect(gone.rows('SELECT 1')).rejects.toThrow(/at http:\/\/127.0.0.1:9 did not answer/);
  const engine = httpEngine({ url: server.url });
  await expect(engine.rows('SELECT nonsense')).rejects.toThrow(/UNKNOWN_IDENTIFIER/);
  expect(await engine.rows('SELECT {text:String} AS text', { text: "a\tb\\n'\n" })).toEqual([
    { text: "a\tb\\n'\n" },
  ]);
});

test('here runs what a cluster runs, but for replicas and the words that tell other servers', () => {
  for (const statement of schemaStatements()) {
    expect(statement).toContain("ON CLUSTER '{cluster}'");
    const kept = statement.replace("ON CLUSTER '{cluster}'", '').replace('Replicated', '');
    expect(local(statement)).toBe(kept);
  }
  const sql = schemaStatements().join('\n');
  expect(sql.match(/ENGINE = Distributed\('\{cluster\}'/g)).toHaveLength(4);
  expect(sql.match(/ENGINE = Replicated(Aggregating|Replacing)MergeTree/g)).toHaveLength(4);
});
