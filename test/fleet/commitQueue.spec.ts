import { expect, test } from 'playwright/test';
import { CommitQueue } from '../../fleet/receiver/commitQueue.js';
import { RateLimit } from '../../fleet/receiver/rateLimit.js';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { SmallFleet } from '../support/fleetSketches.js';

test('batches that come during a commit are committed together', async () => {
  const store = await DuckDbStore.open(':memory:');
  const sizes: number[] = [];
  const insert = (sketches: readonly FleetSketch[]) => {
    sizes.push(sketches.length);
    return store.insert(sketches);
  };
  const commits = new CommitQueue({ insert }, 1_000);
  const fleet = await SmallFleet.make();
  const batch = (name: string, count: number) =>
    Array.from({ length: count }, (_, n) => fleet.sketch({ device: `${name}-${n}` }));
  const first = commits.add(batch('a', 2));
  await undefined;
  const later = [
    commits.add(batch('b', 1)),
    commits.add(batch('c', 3)),
    commits.add(batch('b', 2)),
  ];
  expect(await first).toEqual([true, true]);
  expect(await Promise.all(later)).toEqual([[true], [true, true, true], [false, true]]);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(8);
  expect(sizes.length).toBeLessThan(4);
  await store.close();
});

test('a batch that the store cannot take does not take others with it', async () => {
  const store = await DuckDbStore.open(':memory:');
  const commits = new CommitQueue(store, 1_000);
  const fleet = await SmallFleet.make();
  // Not valid, and so never from the receiver: a fault of ours, as far as the queue can know.
  const poison = { ...fleet.sketch({ device: 'poison' }), count: -1 };
  const answers = await Promise.allSettled([
    commits.add([fleet.sketch({ device: 'a' })]),
    commits.add([poison]),
    commits.add([fleet.sketch({ device: 'b' })]),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(answers[1]).toMatchObject({ reason: { status: 503, reason: 'store-unavailable' } });
  await store.close();
});

test('when too many wait, batches are refused for a while', async () => {
  const store = await DuckDbStore.open(':memory:');
  const commits = new CommitQueue(store, 2);
  const fleet = await SmallFleet.make();
  const one = (device: string) => commits.add([fleet.sketch({ device })]);
  const answers = await Promise.allSettled([one('a'), one('b'), one('c')]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(answers[2]).toMatchObject({ reason: { status: 503, reason: 'busy' } });
  expect(await one('c')).toEqual([true]);
  await store.close();
});

test('a rate lets pass what has been saved, all of a batch or none', () => {
  let now = 0;
  const rate = new RateLimit({ perSecond: 2, burst: 10 }, () => now);
  expect(rate.take('a', 8)).toBe(0);
  expect(rate.take('a', 8)).toBe(3);
  expect(rate.take('a', 2)).toBe(0);
  expect(rate.take('b', 10)).toBe(0);
  now = 3_000;
  expect(rate.take('a', 6)).toBe(0);
  expect(rate.take('a', 1)).toBe(1);
  now = 1e9;
  // More than can be saved counts as all that can.
  expect(rate.take('a', 50)).toBe(0);
  expect(rate.take('a', 1)).toBe(1);
});
