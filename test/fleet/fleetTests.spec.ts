import { expect, test } from 'playwright/test';
import { compareGroups } from '../../src/core/fleet/compareGroups.js';
import { type FeatureMap, featureMapOf } from '../../src/core/fleet/featureMap.js';
import { testGroups } from '../../src/core/fleet/groupTest.js';
import { pairedTest } from '../../src/core/fleet/pairedTest.js';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { postSketches, type RunningReceiver, runReceiver } from '../support/fleetReceiver.js';
import { HOUR, SmallFleet, START } from '../support/fleetSketches.js';

/** Devices that are never alike: each sees rows around a mean of its own. */
const DEVICES = 200;
const SHIFT = 0.5;

let receiver: RunningReceiver;
let fleet: SmallFleet;
let map: FeatureMap;

test.beforeAll(async () => {
  receiver = await runReceiver();
  fleet = await SmallFleet.make({ landmarks: 16, seed: 4 });
  map = await featureMapOf(fleet.space, { pause: () => undefined });
  await receiver.store.putSpace(fleet.space);
  const sketches: FleetSketch[] = [];
  for (let n = 0; n < DEVICES; n++) {
    const device = `tablet-${n}`;
    const own = (Math.floor(n / 2) % 10) / 5 - 1;
    // From the third hour on, a half has the new release, which shifts what it sees.
    const isNew = n % 2 === 0;
    for (const hour of [0, 1, 2]) {
      const isShifted = hour === 2 && isNew;
      sketches.push(
        fleet.sketch({
          device,
          at: START + hour * HOUR,
          mean: own + (isShifted ? SHIFT : 0),
          release: isShifted ? '1.1' : '1.0',
        }),
      );
    }
  }
  for (let start = 0; start < sketches.length; start += 40) {
    const { body } = await postSketches(receiver.url, sketches.slice(start, start + 40));
    expect(body).toMatchObject({ duplicate: 0, refused: [] });
  }
});

test.afterAll(() => receiver.close());

const query = (hour: number) => ({
  sketchId: fleet.space.sketchId,
  periodMs: HOUR,
  periods: [START + hour * HOUR],
  baseline: [START],
});

test('a shift of half of the devices is found, and calm hours are calm', async () => {
  const shifted = await receiver.store.changes(query(2));
  expect(shifted.compared).toBe(DEVICES);
  expect(pairedTest(shifted.buckets, map, { seed: 1 }).pValue).toBe(0.001);
  const calm = await receiver.store.changes(query(1));
  const { pValue, z } = pairedTest(calm.buckets, map, { seed: 1 });
  expect(pValue).toBeGreaterThan(0.05);
  expect(Math.abs(z)).toBeLessThan(3);
});

test('the release that it is, among groups and against the other one', async () => {
  const { groups } = await receiver.store.changesByGroup({ ...query(2), by: { by: 'release' } });
  const named = [...groups].map(([name, buckets]) => ({ name, buckets }));
  const tests = testGroups(named, map, { seed: 1 });
  expect(tests.groups.map(({ name, isChanged }) => [name, isChanged])).toEqual([
    ['1.0', false],
    ['1.1', true],
  ]);
  const means = await receiver.store.meansByGroup({ ...query(2), by: { by: 'release' } });
  const [old, fresh] = [means.groups.get('1.0')!, means.groups.get('1.1')!];
  expect(compareGroups(old, fresh, map, { seed: 1 }).pValue).toBe(0.001);
});
