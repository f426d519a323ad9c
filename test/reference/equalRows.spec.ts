import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  evidencePolicy,
  InvalidFeaturesError,
  InvalidOptionError,
  mmdTest,
  powerOf,
  Reference,
  SegmentedMonitor,
} from 'tfjs-drift';
import { seededRandom } from '../../src/core/base/random.js';
import { copyRows } from '../../src/core/base/rows.js';

/** One-hot rows of three classes, nine of ten of the first. */
const oneHot = (count: number, share = 0.9) =>
  Array.from({ length: count }, (_, row) => {
    const isFirst = (row * 7919) % count < share * count;
    return isFirst ? [1, 0, 0] : [0, row % 2, 1 - (row % 2)];
  });

test('a reference most of whose rows are equal is made, kept and read', async () => {
  const reference = await Reference.fromFeatures(oneHot(100));
  expect(reference.bandwidth).toBe(0);
  const again = await Reference.fromFile(reference.toFile());
  expect([again.id, again.bandwidth]).toEqual([reference.id, 0]);
  expect((await reference.extend(oneHot(20))).size).toBe(120);
  for (const kernel of ['gaussian', 'laplace'] as const) {
    await expect(reference.medianBandwidth(kernel)).rejects.toThrow('set `bandwidth` to a number');
  }
  await expect(powerOf(reference, { windowSize: 8 })).rejects.toThrow(
    'set `bandwidth` to a number',
  );
  expect((await powerOf(reference, { windowSize: 8, bandwidth: 1 })).shift).toBeGreaterThan(0);
});

test('only what needs a median of it is refused, and a number does', async () => {
  const reference = await Reference.fromFeatures(oneHot(100));
  const options = { reference, windowSize: 8, sampling: 'independent' } as const;
  for (const bandwidth of [undefined, 'median', 'fuse'] as const) {
    const make = () =>
      new DriftMonitor({ ...options, policy: evidencePolicy(), ...(bandwidth && { bandwidth }) });
    expect(make).toThrow(InvalidOptionError);
    expect(make).toThrow(/^bandwidth: .*Set `bandwidth` to a number/);
  }
  const live = oneHot(20);
  await expect(mmdTest(reference.features, live)).rejects.toThrow('set `bandwidth` to a number');
  expect((await mmdTest(reference.features, live, { bandwidth: 1 })).pValue).toBeGreaterThan(0.05);
  const other = oneHot(20, 0.1);
  expect((await mmdTest(reference.features, other, { bandwidth: 1 })).pValue).toBe(0.001);
});

test("with a bandwidth of one's own a monitor sees that another class comes", async () => {
  const monitor = new DriftMonitor({
    reference: await Reference.fromFeatures(oneHot(100)),
    windowSize: 8,
    bandwidth: 1,
    permutations: 99,
    sampling: 'independent',
    falseAlarms: { perSamples: 1_000 },
  });
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(error));
  const states: string[] = [];
  const live: number[][] = [...oneHot(30), ...Array(30).fill([0, 1, 0])];
  for (const [at, row] of live.entries()) {
    // No two alike: a source that repeats itself is not tested.
    monitor.observe([row.map((value) => value + at / 1e4)]);
    await monitor.idle();
    states.push(monitor.status.state);
  }
  expect(errors).toEqual([]);
  expect([states[29], states[59]]).toEqual(['ok', 'drift']);
  await monitor.dispose();
});

test('evidence needs no bandwidth: no alarm of the same classes, and one of another', async () => {
  const features = copyRows(oneHot(100), 'reference');
  const context = { features, testEvery: 1, seed: 0, falseAlarms: { perSamples: 1_000 } };
  const rule = await evidencePolicy().start(context as never);
  const evidenceAfter = (rows: number[][]) => {
    let last = 0;
    for (const [at, row] of rows.entries()) {
      const newRows = [Float32Array.from(row)];
      last = rule.decide({ newRows, timeMs: 1_000 * at } as never).evidence!;
    }
    return last;
  };
  const random = seededRandom(1);
  const drawn = Array.from({ length: 300 }, () => oneHot(100)[Math.floor(100 * random())]!);
  expect(evidenceAfter(drawn)).toBeLessThan(1_000);
  expect(evidenceAfter(Array(60).fill([0, 1, 0]))).toBe(1_000);
});

test('evidence works with two rows and with three, and ranks what is far away apart', async () => {
  for (const rows of [
    [[0], [1]],
    [[0], [1], [3]],
    [[1_000], [1_040], [1_100]],
  ]) {
    const reference = await Reference.fromFeatures(rows);
    const policy = evidencePolicy({ falseAlarms: { perSamples: 100 } });
    const monitor = new DriftMonitor({
      reference,
      windowSize: 2,
      policy,
      bandwidth: 1,
      permutations: 9,
      sampling: 'independent',
    });
    const errors: unknown[] = [];
    monitor.on('error', (error) => errors.push(error));
    for (let i = 0; i < 40; i++) {
      monitor.observe([[rows[0]![0]! + (i % 5) / 10]]);
      await monitor.idle();
    }
    expect(monitor.status.state).not.toBe('drift');
    for (let i = 0; i < 60; i++) {
      monitor.observe([[1e6 + i]]);
      await monitor.idle();
    }
    expect(errors).toEqual([]);
    expect(monitor.status.lastVerdict!.evidence).toBeGreaterThan(10);
    await monitor.dispose();
  }
});

test('rows that are all equal are refused: they tell nothing', async () => {
  const refused = Reference.fromFeatures(Array(9).fill([1, 2]));
  await expect(refused).rejects.toThrow(InvalidFeaturesError);
  await expect(refused).rejects.toThrow('all 9 rows are equal; rows that differ were expected');
});

test('of segments those most of whose rows are equal need a bandwidth, and the others do not', async () => {
  const spread = Array.from({ length: 100 }, (_, i) => [i % 7, i % 11, i % 3]);
  const reference = await Reference.fromFeatures([...oneHot(80), ...spread]);
  const labels = [...Array(80).fill('belt'), ...Array(100).fill('cup')];
  const monitorWith = (bandwidth?: number) =>
    SegmentedMonitor.create({
      reference,
      labels,
      windowSize: 8,
      ...(bandwidth !== undefined && { bandwidth }),
    });
  const without = await monitorWith();
  const [belt, cup] = without.status.segments;
  expect(belt!.reason).toMatch(/^Not watched: more than half .*Set `bandwidth` to a number/);
  expect([belt!.status, cup!.status!.state]).toEqual([undefined, 'warming-up']);
  const own = await monitorWith(1);
  expect(own.status.segments.map(({ status }) => status?.state)).toEqual([
    'warming-up',
    'warming-up',
  ]);
  for (const monitor of [without, own]) await monitor.dispose();
});
