import { expect, test } from 'playwright/test';
import {
  type FeatureRows,
  InvalidOptionError,
  Reference,
  ReferenceUpdateError,
  SegmentedMonitor,
  type SegmentedMonitorOptions,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { parted } from '../../src/monitor/segmentParts.js';

const WIDTH = 3;

test('evidence is asked of the whole or of a segment, and its drift acknowledged', async () => {
  const monitor = await watched();
  await show(monitor, 'cup', 12);
  await show(monitor, 'plate', 12);
  expect(monitor.nullDistribution('plate')!.nullStatistics).toHaveLength(199);
  expect(monitor.acknowledge('nothing yet')).toEqual([]);
  await show(monitor, 'plate', 8, 9);
  expect(monitor.status.change).toBe('new');
  const [worst] = monitor.mostDrifted(1, 'plate');
  expect(worst!.id).toMatch(/^plate 9/);
  expect(monitor.mostDrifted(3, 'cup').every(({ id }) => id!.startsWith('cup 0'))).toBe(true);
  expect(monitor.mostDrifted()).toHaveLength(monitor.window.capacity);
  expect(monitor.nullDistribution('plate')!.statistic).toBeGreaterThan(
    monitor.nullDistribution('cup')!.statistic,
  );
  const known = monitor.acknowledge('new glaze', 'plate');
  expect(known.map(({ segment, episode }) => [segment, episode.label])).toEqual([
    ['plate', 'new glaze'],
  ]);
  const all = monitor.acknowledge('new glaze');
  expect(all.map(({ segment }) => segment)).toContain(undefined);
  expect(all.every(({ episode }) => episode.acknowledged)).toBe(true);
  for (const ask of [
    () => monitor.mostDrifted(1, 'fork'),
    () => monitor.nullDistribution('fork'),
    () => monitor.acknowledge('', 'fork'),
  ]) {
    expect(ask).toThrow(InvalidOptionError);
    expect(ask).toThrow("one of those that are watched ('cup', 'plate') was expected, 'fork' came");
  }
  await monitor.dispose();
});

test('counts, evidence and episodes of all go on from a saved state', async () => {
  const before = await watched();
  await show(before, 'plate', 12);
  await show(before, 'plate', 8, 9);
  const savedState = JSON.parse(JSON.stringify(before.saveState()));
  const after = await watched({ savedState });
  const tests = (monitor: SegmentedMonitor) => [
    monitor.status.overall.tests,
    ...monitor.status.segments.map(({ status }) => status!.tests),
  ];
  expect(tests(after)).toEqual(tests(before));
  expect(after.acknowledge('known')).toHaveLength(before.acknowledge('known').length);
  const notices: string[] = [];
  const ofOther = { ...savedState.overall, referenceId: 'ref-other' };
  const foreign = await watched({ savedState: ofOther });
  foreign.on('notice', ({ segment, notice }) => notices.push(`${segment}: ${notice.code}`));
  await foreign.ready();
  const small = ['undefined', 'cup', 'plate'].map((segment) => `${segment}: reference-small`);
  expect(notices.toSorted()).toEqual([...small, 'undefined: saved-state-ignored'].toSorted());
  for (const monitor of [before, after, foreign]) await monitor.dispose();
});

test('another reference brings segments and takes them away; windows go on', async () => {
  const monitor = await watched();
  await show(monitor, 'cup', 10);
  const rows = joined(spread(40, 1), spread(40, 4, 20));
  const next = await Reference.fromFeatures(rows);
  const labels = [...Array(40).fill('cup'), ...Array(40).fill('bowl')];
  const fill = (label: string) =>
    monitor.status.segments.find((one) => one.label === label)?.status?.windowFill;
  await expect(monitor.updateReference(next, labels.slice(1))).rejects.toThrow(
    'labels: one for each of the 80 rows of the reference was expected, 79 came.',
  );
  expect(monitor.reference.id).not.toBe(next.id);
  await monitor.updateReference(next, labels);
  expect(monitor.reference.id).toBe(next.id);
  expect(monitor.status.segments.map(({ label }) => label)).toEqual(['cup', 'bowl']);
  expect([fill('cup'), fill('bowl')]).toEqual([8, 0]);
  await show(monitor, 'bowl', 10, 20);
  expect(fill('bowl')).toBe(8);
  await show(monitor, 'bowl', 8, 29);
  const again = monitor.updateReference(next, labels);
  await expect(again).rejects.toThrow(ReferenceUpdateError);
  await expect(again).rejects.toThrow('during a drift of the whole that nobody has acknowledged');
  monitor.acknowledge('as planned');
  await monitor.updateReference(next, labels);
  await monitor.dispose();
});

test('segments are those of the labels that the reference has, where none are given', async () => {
  const cups = await Reference.fromFeatures(spread(40, 1), { labels: 'cup' });
  const reference = await cups.extend(spread(40, 2, 6), { labels: 'plate' });
  const monitor = await watched({ reference, labels: undefined });
  const labels = () => monitor.status.segments.map(({ label, size }) => `${label} ${size}`);
  expect(labels()).toEqual(['cup 40', 'plate 40']);
  await monitor.updateReference(await reference.extend(spread(40, 3, 20), { labels: 'bowl' }));
  expect(labels()).toEqual(['cup 40', 'plate 40', 'bowl 40']);
  await monitor.dispose();
  const partly = await cups.extend(spread(40, 2, 6));
  for (const without of [partly, await Reference.fromFeatures(spread(40, 1))]) {
    await expect(watched({ reference: without, labels: undefined })).rejects.toThrow(
      /labels: an array with a string for each row of the reference was expected, .* came\. Give them here/,
    );
  }
});

test('a segment knows the conditions that its rows were recorded under', async () => {
  const day = await Reference.fromFeatures(spread(120, 1), { labels: 'day' });
  const reference = await day.extend(spread(120, 2, 4), { labels: 'night' });
  const labels = Array.from({ length: 240 }, (_, row) => (row % 2 ? 'cup' : 'plate'));
  const parts = await parted({ reference, labels });
  expect(parts.map(({ label }) => label)).toEqual(['plate', 'cup']);
  for (const part of parts) {
    expect(part.reference!.labels).toEqual([...Array(60).fill('day'), ...Array(60).fill('night')]);
  }
  const [own] = await parted({ reference, labels: [...reference.labels!] as string[] });
  expect(own!.reference!.labels).toBeUndefined();
});

test('paused, it takes nothing in; reset, all windows are empty', async () => {
  const monitor = await watched();
  await show(monitor, 'cup', 10);
  monitor.pause();
  await show(monitor, 'cup', 5);
  expect(monitor.status.overall).toMatchObject({ samples: 10, state: 'suspended' });
  monitor.resume();
  await monitor.reset();
  expect(monitor.window.filled).toBe(0);
  expect(monitor.status.segments.map(({ status }) => status!.windowFill)).toEqual([0, 0]);
  await show(monitor, 'cup', 1);
  expect(monitor.status.overall).toMatchObject({ samples: 11, windowFill: 1 });
  await monitor.dispose();
});

test('of samples that come too fast the oldest are given up, as of any monitor', async () => {
  const monitor = await watched();
  const count = 67;
  for (let i = 0; i < count; i++) {
    const { values } = gaussianRows(1, WIDTH, i);
    monitor.observe({ values, width: WIDTH }, ['cup'], { id: `${i}` });
  }
  await monitor.idle();
  expect(monitor.status.dropped).toBe(3);
  const ids = monitor.mostDrifted().map(({ id }) => Number(id));
  expect(ids.sort((a, b) => a - b)).toEqual([59, 60, 61, 62, 63, 64, 65, 66]);
  await monitor.dispose();
});

test('a reference of more rows than a test holds is parted by the labels of those it kept', async () => {
  const count = 4_200;
  const rows = joined(spread(count / 2, 1), spread(count / 2, 2, 9));
  const labels = Array.from({ length: count }, (_, row) => (row < count / 2 ? 'cup' : 'plate'));
  const reference = await Reference.fromFeatures(rows);
  const { keptRows, size, sampledFrom } = reference;
  expect([size, sampledFrom, keptRows!.length]).toEqual([4_096, count, 4_096]);
  const ofRows = [...keptRows!].flatMap((row) => [
    ...rows.values.subarray(row * WIDTH, (row + 1) * WIDTH),
  ]);
  expect([...reference.features.values]).toEqual(ofRows);
  const loaded = await Reference.fromFile(reference.toFile());
  expect(loaded.keptRows).toEqual(keptRows);
  const parted = async (given: readonly string[]) => {
    const monitor = await SegmentedMonitor.create({ reference, labels: given, windowSize: 8 });
    const sizes = monitor.status.segments.map((segment) => [segment.label, segment.size]);
    await monitor.dispose();
    return Object.fromEntries(sizes);
  };
  const cups = keptRows!.filter((row) => row < count / 2).length;
  expect(await parted(labels)).toEqual({ cup: cups, plate: 4_096 - cups });
  const ofKept = [...keptRows!].map((row) => labels[row]!);
  expect(await parted(ofKept)).toEqual({ cup: cups, plate: 4_096 - cups });
  await expect(parted(labels.slice(1))).rejects.toThrow(
    'labels: one for each of the 4096 that were kept of the 4200 rows of the reference was ' +
      'expected, 4199 came.',
  );
});

test('a segment whose rows are all equal is not watched, and says so; the others are', async () => {
  const still = { values: new Float32Array(40 * WIDTH).fill(5), count: 40, width: WIDTH };
  const reference = await Reference.fromFeatures(joined(spread(40, 1), still));
  const labels = [...Array(40).fill('cup'), ...Array(40).fill('empty belt')];
  const monitor = await SegmentedMonitor.create({ reference, labels, windowSize: 8 });
  const [cup, belt] = monitor.status.segments;
  expect(cup!.status!.state).toBe('warming-up');
  expect(belt!.status).toBeUndefined();
  expect(belt!.reason).toMatch(/^Not watched: .*equal/);
  await monitor.dispose();
});

/** Cups around 0 and plates around 6. */
async function watched(options: Partial<SegmentedMonitorOptions> = {}): Promise<SegmentedMonitor> {
  return SegmentedMonitor.create({
    reference: await Reference.fromFeatures(joined(spread(40, 1), spread(40, 2, 6))),
    labels: [...Array(40).fill('cup'), ...Array(40).fill('plate')],
    sampling: 'independent',
    windowSize: 8,
    permutations: 199,
    falseAlarms: { perSamples: 1_000 },
    ...options,
  });
}

/** One input after the other, of a segment whose usual mean is 0 or 6, moved by `shift`. */
async function show(
  monitor: SegmentedMonitor,
  label: string,
  count: number,
  shift = 0,
): Promise<void> {
  const mean = shift + (label === 'plate' ? 6 : 0);
  const { values } = spread(count, 100 + shift, mean);
  for (let i = 0; i < count; i++) {
    const row = values.slice(i * WIDTH, (i + 1) * WIDTH);
    monitor.observe({ values: row, width: WIDTH }, [label], { id: `${label} ${shift} ${i}` });
    await monitor.idle();
  }
}

function spread(count: number, seed: number, mean = 0): FeatureRows & { values: Float32Array } {
  const values = Float32Array.from(gaussianRows(count, WIDTH, seed).values, (x) => x + mean);
  return { values, count, width: WIDTH };
}

function joined(a: FeatureRows, b: FeatureRows): FeatureRows & { values: Float32Array } {
  const values = Float32Array.of(...a.values, ...b.values);
  return { values, count: a.count + b.count, width: WIDTH };
}
