import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { type ChdbSession, chdbEngine, openChdb } from '../../../fleet/clickhouse/chdbEngine.js';
import { ClickHouseStore } from '../../../fleet/store/clickhouse/clickHouseStore.js';
import { httpEngine } from '../../../fleet/store/clickhouse/httpEngine.js';
import { type ClickHouseServer, serveChdb } from '../../support/clickHouseServer.js';
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
