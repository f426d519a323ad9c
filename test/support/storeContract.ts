import { expect, test } from 'playwright/test';
import type { FleetStore, LeftOut } from '../../fleet/store/fleetStore.js';
import { sketchRow } from '../../fleet/store/sketchRow.js';
import { SpaceConflictError } from '../../fleet/store/storeErrors.js';
import { type BucketSums, deviceChange, mergedSketches } from '../../src/core/fleet/buckets.js';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { HOUR, SmallFleet, START } from './fleetSketches.js';

/** The store is float32, the arithmetic float64. */
const FLOAT32 = 1e-6;

const now = START + 30 * HOUR;

/**
 * What every engine must do, for one `open` a store: tests share it, and each has a reference of its own, so that
 * they do not see each other's sketches.
 */
export function testStore(open: () => Promise<FleetStore>): void {
  let store: FleetStore;
  let references = 0;

  const newFleet = (landmarks = 8): Promise<SmallFleet> => {
    references++;
    return SmallFleet.make({ landmarks, seed: references, referenceId: `reference ${references}` });
  };
  const scopeOf = ({ space }: SmallFleet) => ({ sketchId: space.sketchId, periodMs: HOUR });
  const countOf = async (fleet: SmallFleet): Promise<number> => {
    const periods = await store.timeline({ ...scopeOf(fleet), from: 0, to: now });
    return periods.reduce((sum, { count }) => sum + count, 0);
  };

  test.beforeAll(async () => {
    store = await open();
  });

  test.afterAll(() => store.close());

  test('a sketch counts once, within a batch, across batches, and sent at the same time', async () => {
    const fleet = await newFleet();
    const sketches = [1, 2, 3].map((n) => fleet.sketch({ device: `tablet-${n}`, count: 20 }));
    const [first, second, third] = sketches as [FleetSketch, FleetSketch, FleetSketch];
    expect(await store.insert([first, second, first])).toEqual([true, true, false]);
    expect(await store.insert([second, third])).toEqual([false, true]);
    await Promise.all([store.insert(sketches), store.insert(sketches), store.insert(sketches)]);
    const part = fleet.sketch({ device: 'tablet-1', sequence: 2, count: 20 });
    const outcomes = await Promise.all([store.insert([part]), store.insert([part])]);
    expect(outcomes.flat()).toContain(true);
    expect(await countOf(fleet)).toBe(80);
  });

  test('what a sketch is known by: device, period, its length, and sequence; the first counts', async () => {
    const fleet = await newFleet();
    const sketch = fleet.sketch({ count: 20 });
    const others: Partial<FleetSketch>[] = [
      { device: 'tablet-2' },
      { period: new Date(START + HOUR).toISOString() },
      { sequence: 2 },
    ];
    expect(
      await store.insert([sketch, ...others.map((other) => ({ ...sketch, ...other }))]),
    ).toEqual([true, true, true, true]);
    expect(await store.insert([{ ...sketch, periodMs: HOUR / 2 }])).toEqual([true]);
    const again = { ...sketch, id: fleet.id(), count: 1_000 };
    expect(await store.insert([again, { ...sketch, period: '2026-01-05T00:00:00Z' }])).toEqual([
      false,
      false,
    ]);
    expect(await countOf(fleet)).toBe(80);
  });

  test('unpaired sketches are known by their ids', async () => {
    const fleet = await newFleet();
    const one = fleet.sketch({ device: null, count: 20 });
    const other = fleet.sketch({ device: null, count: 20 });
    expect(await store.insert([one, other, one])).toEqual([true, true, false]);
    expect(await store.insert([one])).toEqual([false]);
    const [period] = await store.timeline({ ...scopeOf(fleet), from: START, to: now });
    expect(period).toEqual({ period: START, devices: 0, unpaired: 2, count: 40, states: {} });
  });

  test('what changed at each device: its mean minus that of its own baseline', async () => {
    const fleet = await newFleet();
    const [other, scope] = [await newFleet(), scopeOf(fleet)];
    const at = (device: string, hour: number, more: Partial<FleetSketch> = {}) =>
      fleet.sketch({ device, at: START + hour * HOUR, ...more });
    const periods = { a: [at('a', 24), at('a', 24, { sequence: 2 })], b: [at('b', 24)] };
    const baseline = { a: [at('a', 0)], b: [at('b', 0), at('b', 1), at('b', 1, { sequence: 2 })] };
    await store.insert([
      ...Object.values(periods).flat(),
      ...Object.values(baseline).flat(),
      at('a', 2, { count: 5_000 }),
      at('new', 24),
      at('silent', 0),
      at('few', 24, { count: 4 }),
      at('few', 0),
      { ...at('a', 24, { count: 3_000 }), periodMs: HOUR / 2 },
      other.sketch({ device: 'a', at: START + 24 * HOUR }),
      fleet.sketch({ device: null, at: START + 24 * HOUR }),
    ]);
    const query = { ...scope, periods: [START + 24 * HOUR], baseline: [START, START + HOUR] };
    const changes = await store.changes({ ...query, minCount: 20 });
    expect(changes).toMatchObject({ compared: 2, withoutBaseline: 1, withoutPeriod: 2 });
    const expected = (['a', 'b'] as const).map((device) => ({
      hash: sketchRow(at(device, 0)).deviceHash,
      change: deviceChange(mergedSketches(periods[device]), mergedSketches(baseline[device])),
    }));
    expected.sort((x, y) => (x.hash < y.hash ? -1 : 1));
    expectBuckets(
      changes.buckets,
      expected.map(({ change }, bucket) => ({ bucket, devices: 1, sums: change })),
    );
    expect(await store.changes(query)).toMatchObject({ compared: 3 });
    const nothing = { ...query, baseline: [START + 20 * HOUR] };
    expect(await store.changes(nothing)).toMatchObject({ compared: 0, buckets: [] });
  });

  test('more than 1,024 devices share 1,024 buckets', async () => {
    const fleet = await newFleet(2);
    const devices = Array.from({ length: 1_500 }, (_, n) => `tablet-${n}`);
    const before = devices.map((device) => fleet.sketch({ device, count: 20 }));
    const after = devices.map((device) => fleet.sketch({ device, count: 20, at: START + HOUR }));
    await store.insert([...before, ...after]);
    const { buckets, compared } = await store.changes({
      ...scopeOf(fleet),
      periods: [START + HOUR],
      baseline: [START],
    });
    expect(compared).toBe(1_500);
    const expected = new Map<number, BucketSums & { devices: number }>();
    for (const [n, sketch] of after.entries()) {
      const bucket = Number(sketchRow(sketch).deviceHash % 1_024n);
      const change = deviceChange(sketch, before[n]!);
      const sum = expected.get(bucket) ?? { bucket, devices: 0, sums: new Float64Array(2) };
      expected.set(bucket, sum);
      sum.devices++;
      for (const [t, value] of change.entries()) sum.sums[t]! += value;
    }
    const inOrder = [...expected.values()].sort((a, b) => a.bucket - b.bucket);
    // Empty buckets have no number.
    expectBuckets(
      buckets,
      inOrder.map((bucket, at) => ({ ...bucket, bucket: at })),
    );
  });

  test('changes and means by group', async () => {
    const fleet = await newFleet();
    const later = START + HOUR;
    const [old, fresh] = [{ release: '1.0' }, { release: '1.1', labels: { site: 'north' } }];
    const now = {
      a: fleet.sketch({ device: 'a', at: later, ...fresh }),
      b: fleet.sketch({ device: 'b', at: later, ...old }),
      c: fleet.sketch({ device: 'c', at: later, ...fresh }),
    };
    const before = Object.keys(now).map((device) => fleet.sketch({ device, ...old }));
    const unpaired = fleet.sketch({ device: null, at: later, ...old });
    const updated = [
      fleet.sketch({ device: 'd', ...old }),
      fleet.sketch({ device: 'd', at: later, ...old }),
      fleet.sketch({ device: 'd', at: later, sequence: 2, ...fresh }),
    ];
    await store.insert([...Object.values(now), ...before, ...updated, unpaired]);
    const query = { ...scopeOf(fleet), periods: [later], baseline: [START] };
    const byRelease = await store.changesByGroup({ ...query, by: { by: 'release' } });
    expect([...byRelease.groups.keys()]).toEqual(['1.0', '1.1']);
    expect(byRelease.inSeveral).toBe(1);
    expectSums(byRelease.groups.get('1.0'), [deviceChange(now.b, before[1]!)]);
    expectSums(byRelease.groups.get('1.1'), [
      deviceChange(now.a, before[0]!),
      deviceChange(now.c, before[2]!),
    ]);
    const bySite = await store.changesByGroup({ ...query, by: { by: 'label', key: 'site' } });
    expect([...bySite.groups.keys()]).toEqual(['', 'north']);
    const means = await store.meansByGroup({ ...query, by: { by: 'release' } });
    expect(means.inSeveral).toBe(1);
    const meanOf = ({ sums, count }: FleetSketch) => Float64Array.from(sums, (sum) => sum / count);
    expectSums(means.groups.get('1.0'), [meanOf(now.b), meanOf(unpaired)]);
    expectSums(means.groups.get('1.1'), [meanOf(now.a), meanOf(now.c)]);
    const byApp = await store.meansByGroup({ ...query, by: { by: 'app' } });
    expect([...byApp.groups].map(([name, buckets]) => [name, buckets.length])).toEqual([['', 5]]);
  });

  test('what devices sent, period by period', async () => {
    const fleet = await newFleet();
    const span = { ...scopeOf(fleet), from: START, to: START + 2 * HOUR };
    const evidence = { value: 30, samples: 10 };
    const first = fleet.sketch({ device: 'a', evidence: { value: 1, samples: 9 }, release: '1' });
    const second = fleet.sketch({
      device: 'a',
      sequence: 2,
      evidence,
      state: 'drift',
      release: '2',
    });
    const calm = fleet.sketch({ device: 'b', evidence: { value: 5, samples: 10 } });
    const labels = { site: 'north' };
    const later = fleet.sketch({ device: 'a', at: START + HOUR, labels });
    const outside = fleet.sketch({ device: 'c', at: START + 2 * HOUR });
    await store.insert([second, calm, first, later, outside]);
    const series = await store.deviceSeries({ ...span, devices: ['a', 'c'] });
    const whole = mergedSketches([first, second]);
    expect(series.map(({ sums: _, ...rest }) => rest)).toEqual([
      { device: 'a', period: START, count: whole.count, state: 'drift', evidence, release: '2' },
      {
        device: 'a',
        period: START + HOUR,
        count: later.count,
        state: 'ok',
        evidence: null,
        release: '',
      },
    ]);
    expectClose(series[0]!.sums, whole.sums);
    const all = await store.devices(span);
    expect(all.map(({ device, periods, latestPeriod }) => [device, periods, latestPeriod])).toEqual(
      [
        ['a', 2, START + HOUR],
        ['b', 1, START],
      ],
    );
    expect(await store.devices({ ...span, limit: 1 })).toEqual([all[0]]);
    expect(await store.devices({ ...span, after: 'a' })).toEqual([all[1]]);
    expect(await store.devices({ ...span, only: 'b' })).toEqual([all[1]]);
    expect(all.map(({ labels }) => labels)).toEqual([{ site: 'north' }, {}]);
    const found = [{ device: 'a', ...evidence }];
    expect(await store.evidence({ ...span, period: START })).toEqual({ devices: 2, found });
    const periods = await store.timeline(span);
    expect(periods.map(({ devices, states }) => [devices, states])).toEqual([
      [2, { drift: 1, ok: 1 }],
      [1, { ok: 1 }],
    ]);
  });

  test('spaces are kept, and an id has one', async () => {
    const { space } = await newFleet();
    await store.putSpace(space);
    await store.putSpace(space);
    expect((await store.spaces()).filter(({ sketchId }) => sketchId === space.sketchId)).toEqual([
      space,
    ]);
    await expect(store.putSpace({ ...space, bandwidth: 9 })).rejects.toThrow(SpaceConflictError);
  });

  test('ids of sketches in one week, known and foreign', async () => {
    const [fleet, foreign] = [await newFleet(), await newFleet()];
    await store.putSpace(fleet.space);
    await store.insert([
      fleet.sketch({ device: 'a' }),
      fleet.sketch({ device: 'b', at: START + HOUR }),
      foreign.sketch({ device: 'a' }),
    ]);
    const ids = await store.sketchIds(START);
    const mine = ids.filter(({ sketchId }) =>
      [fleet, foreign].some(({ space }) => space.sketchId === sketchId),
    );
    expect(mine).toEqual([
      {
        ...scopeOf(fleet),
        referenceId: fleet.space.referenceId,
        isKnown: true,
        devices: 2,
        sketches: 2,
        firstPeriod: START,
        latestPeriod: START + HOUR,
      },
      {
        ...scopeOf(foreign),
        referenceId: foreign.space.referenceId,
        isKnown: false,
        devices: 1,
        sketches: 1,
        firstPeriod: START,
        latestPeriod: START,
      },
    ]);
    const later = await store.sketchIds(START + HOUR);
    expect(later.map(({ sketchId }) => sketchId)).not.toContain(foreign.space.sketchId);
  });

  test('what was left out adds up by day, reason, sketch id and release', async () => {
    const note = (more: Partial<LeftOut> = {}): LeftOut => ({
      day: '2026-01-05',
      reason: 'too-old',
      sketchId: '0123456789abcdef',
      release: '1.0',
      count: 2,
      device: 'a',
      message: 'one',
      ...more,
    });
    await store.noteLeftOut([note(), note({ reason: 'schema', count: 1 })]);
    await store.noteLeftOut([note({ count: 3, device: "b'); --", message: 'another' })]);
    await store.noteLeftOut([note({ day: '2026-01-04', count: 9 })]);
    const left = await store.leftOut(START);
    expect(left).toEqual([
      note({ count: 5, device: "b'); --", message: 'another' }),
      note({ reason: 'schema', count: 1 }),
    ]);
    expect(await store.leftOut(START - 24 * HOUR)).toHaveLength(3);
  });

  test('names are text, whatever is in them', async () => {
    const fleet = await newFleet();
    const names = [
      "'); DROP TABLE sketches; --",
      '"{x:String}"',
      '\\',
      'Ünïcödé 工場 🏭',
      '%$a{b}',
    ];
    const sketches = names.map((name) =>
      fleet.sketch({ device: name, release: name, labels: { [name.slice(0, 64)]: name } }),
    );
    await store.insert(sketches);
    const query = { ...scopeOf(fleet), periods: [START], from: START, to: START + HOUR };
    const found = await store.devices(query);
    expect(found.map(({ device }) => device).sort()).toEqual([...names].sort());
    for (const name of names) {
      const [period] = await store.deviceSeries({ ...query, devices: [name] });
      expect(period).toMatchObject({ device: name, release: name });
      const by = { by: 'label', key: name.slice(0, 64) } as const;
      const { groups } = await store.meansByGroup({ ...query, by });
      expect([...groups.keys()].sort()).toEqual(['', name].sort());
    }
  });

  test('raw rows expire, what tests need stays, and expires later', async () => {
    const fleet = await newFleet();
    const [old, recent] = [fleet.sketch(), fleet.sketch({ at: START + 23 * HOUR })];
    await store.insert([old, recent]);
    const rawOf = async () => {
      const ids = await store.sketchIds(0);
      return ids.find(({ sketchId }) => sketchId === fleet.space.sketchId)?.sketches;
    };
    await store.expire({ rawDays: 1, stateDays: Number.POSITIVE_INFINITY }, START + 25 * HOUR);
    expect(await rawOf()).toBe(1);
    expect(await countOf(fleet)).toBe(old.count + recent.count);
    await store.expire({ rawDays: 1, stateDays: 1 }, START + 25 * HOUR);
    expect(await countOf(fleet)).toBe(recent.count);
  });
}

function expectBuckets(actual: readonly BucketSums[], expected: readonly BucketSums[]): void {
  expect(actual.map(({ bucket, devices }) => [bucket, devices])).toEqual(
    expected.map(({ bucket, devices }) => [bucket, devices]),
  );
  for (const [at, { sums }] of expected.entries()) expectClose(actual[at]!.sums, sums);
}

/** Of buckets with a device each, in any order. */
function expectSums(
  actual: readonly BucketSums[] | undefined,
  expected: readonly Float64Array[],
): void {
  const byFirst = (a: Float64Array, b: Float64Array) => a[0]! - b[0]!;
  const found = actual!.map(({ sums }) => sums).sort(byFirst);
  expect(found).toHaveLength(expected.length);
  for (const [at, sums] of [...expected].sort(byFirst).entries()) expectClose(found[at]!, sums);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual).toHaveLength(expected.length);
  for (let at = 0; at < expected.length; at++) {
    const tolerance = FLOAT32 * Math.max(1, Math.abs(expected[at]!));
    expect(Math.abs(actual[at]! - expected[at]!)).toBeLessThanOrEqual(tolerance);
  }
}
