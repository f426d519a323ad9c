import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import { HOUR, SmallFleet, START } from '../support/fleetSketches.js';
import { testStore } from '../support/storeContract.js';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-fleet-'));

test.afterAll(() => rmSync(folder, { recursive: true }));

test.describe('the contract', () => testStore(() => DuckDbStore.open(':memory:')));

test('a sketch counts once, over restarts', async () => {
  const file = join(folder, 'restart.duckdb');
  const fleet = await SmallFleet.make();
  const [one, two] = [fleet.sketch({ device: 'a' }), fleet.sketch({ device: 'b' })];
  const first = await DuckDbStore.open(file);
  await first.insert([one]);
  await first.putSpace(fleet.space);
  await first.close();
  const second = await DuckDbStore.open(file);
  expect(await second.insert([one, two])).toEqual([false, true]);
  expect(await second.spaces()).toEqual([fleet.space]);
  const span = { sketchId: fleet.space.sketchId, periodMs: HOUR, from: START, to: START + HOUR };
  expect(await second.timeline(span)).toMatchObject([{ devices: 2, count: one.count + two.count }]);
  await second.close();
});
