import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  InvalidOptionError,
  type MonitorOptions,
  pValuePolicy,
  Reference,
  SegmentedMonitor,
  type StateChange,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';

const reference = Reference.fromFeatures(gaussianRows(1, 30, 3));

/** A monitor whose windows of 4 rows alarm where all four are far off. */
async function followed(options: Partial<MonitorOptions> = {}) {
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 199,
    policy: pValuePolicy({ alarmAt: 0.006 }),
    episodes: { recoverAfter: 2 },
    suspendAfter: 3,
    ...options,
  });
  const told: StateChange[] = [];
  monitor.on('state', (change) => told.push(change));
  monitor.on('error', () => {});
  const feed = async (rows: readonly number[][], each: () => void = () => {}) => {
    for (const row of rows) {
      monitor.observe([row]);
      await monitor.idle();
      each();
    }
  };
  return { monitor, told, feed, ways: () => told.map(({ from, to }) => `${from} > ${to}`) };
}

const calm = (seed: number, count: number) => gaussianRows(seed, count, 3);
const far = (seed: number, count: number) => gaussianRows(seed, count, 3, 9);
const refused = (count: number) => Array.from({ length: count }, () => [Number.NaN, 0, 0]);

test('whatever changes the state is told once, in order, as the status has it', async () => {
  const { monitor, told, ways, feed } = await followed();
  const seen = [monitor.status.state];
  const look = () => {
    const { state } = monitor.status;
    if (state !== seen.at(-1)) seen.push(state);
  };
  await feed(calm(2, 6), look);
  await feed(far(3, 5), look);
  await feed(calm(4, 10), look);
  await feed(refused(5), look);
  await feed(calm(5, 2), look);
  monitor.pause();
  look();
  monitor.resume();
  look();
  await monitor.updateReference(await Reference.fromFeatures(gaussianRows(6, 30, 3)));
  await monitor.idle();
  await monitor.reset();
  look();
  await monitor.dispose();
  look();
  const without = ways().filter((way) => !/> warming-up|^warming-up > ok/.test(way));
  expect(ways()[0]).toBe('warming-up > ok');
  expect(without).toContain('ok > suspended');
  expect(told.every(({ from }, at) => at === 0 || from === told[at - 1]!.to)).toBe(true);
  // Another reference and its first test come within one wait.
  const states = ['warming-up', ...told.map(({ to }) => to)];
  const update = states.lastIndexOf('warming-up', states.lastIndexOf('warming-up') - 1);
  expect(states.toSpliced(update, 2)).toEqual(seen);
  expect(states).toContain('drift');
  expect(told.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['recovered', 'inputs-refused', 'paused', 'filling', 'disposed']),
  );
});

test('a change is a plain record: when, why, and what became of the inputs', async () => {
  const clock = () => Date.parse('2026-01-05T14:03:00Z');
  const { monitor, told, feed } = await followed({ clock });
  await feed(refused(1));
  await feed(calm(2, 4));
  expect(told).toHaveLength(1);
  expect(JSON.parse(JSON.stringify(told[0]))).toMatchObject({
    from: 'warming-up',
    to: 'ok',
    state: 'ok',
    code: 'ok',
    reason: 'The last 4 inputs look like the reference.',
    since: '2026-01-05T14:03:00.000Z',
    lastTested: '2026-01-05T14:03:00.000Z',
    referenceId: (await reference).id,
    samples: 4,
    tests: 1,
    refused: 1,
    failed: 0,
    thinned: 0,
    dropped: 0,
  });
  await monitor.dispose();
});

test('after an ok nothing is silent: a source that stands still, and a window that is emptied', async () => {
  const { monitor, ways, feed, told } = await followed();
  await feed(calm(2, 6));
  await feed(Array(40).fill([0, 0, 0]));
  await feed(calm(3, 8));
  await monitor.reset();
  expect(ways().slice(0, 2)).toEqual(['warming-up > ok', 'ok > insufficient-independent-samples']);
  expect(ways().at(-1)).toMatch(/ > warming-up$/);
  expect(told.at(-1)!.reason).toBe('0 of 4 inputs are in the window.');
  await monitor.dispose();
});

test('a drift that goes on over a reload is told with the first test', async () => {
  const before = await followed();
  await before.feed(far(2, 5));
  const savedState = JSON.parse(JSON.stringify(before.monitor.saveState()));
  await before.monitor.dispose();
  const { monitor, ways, feed, told } = await followed({ savedState });
  await feed(far(3, 5));
  expect(ways()).toEqual(['warming-up > drift']);
  expect(told[0]!.episode?.number).toBe(1);
  await monitor.dispose();
});

test('what listeners change comes after what they were told, for all of them', async () => {
  const { monitor, feed } = await followed();
  const heard: string[] = [];
  monitor.on('alarm', () => monitor.pause());
  monitor.on('state', ({ to }) => {
    heard.push(`first ${to}`);
    if (to === 'suspended') monitor.resume();
  });
  monitor.on('state', ({ to }) => heard.push(`second ${to}`));
  monitor.on('status', ({ state }) => heard.push(`status ${state}`));
  await feed(calm(2, 4));
  await feed(far(3, 1), () => {});
  for (let fed = 0; fed < 6 && !heard.includes('first drift'); fed++) await feed(far(4 + fed, 1));
  const from = heard.indexOf('first drift');
  expect(heard.slice(from, from + 9)).toEqual(
    ['drift', 'suspended', 'drift'].flatMap((state) => [
      `first ${state}`,
      `second ${state}`,
      `status ${state}`,
    ]),
  );
  await monitor.dispose();
});

test('a listener that throws is an error event, and stops nobody', async () => {
  const { monitor, ways, feed } = await followed();
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  const off = monitor.on('state', () => {
    throw new Error('of the app');
  });
  const later: string[] = [];
  monitor.on('state', ({ to }) => later.push(to));
  await feed(calm(2, 5));
  monitor.pause();
  expect(errors).toEqual(['Error: of the app', 'Error: of the app']);
  off();
  monitor.resume();
  expect(later).toEqual(['ok', 'suspended', 'ok']);
  expect(ways()).toHaveLength(3);
  await monitor.dispose();
  expect(errors).toHaveLength(2);
});

test('segments tell of their own states, all of what keeps inputs from all', async () => {
  const labels = Array.from({ length: 80 }, (_, row) => (row % 2 ? 'a' : 'b'));
  const monitor = await SegmentedMonitor.create({
    reference: await Reference.fromFeatures(gaussianRows(1, 80, 3)),
    labels,
    sampling: 'independent',
    windowSize: 4,
    permutations: 19,
    suspendAfter: 3,
  });
  const told: string[] = [];
  monitor.on('state', ({ segment = 'all', state }) => {
    told.push(`${segment} ${state.from} > ${state.to} ${state.code}`);
  });
  monitor.on('error', () => {});
  for (const row of gaussianRows(2, 5, 3)) {
    monitor.observe([row], ['a']);
    await monitor.idle();
  }
  expect(told.splice(0).sort()).toEqual(['a warming-up > ok ok', 'all warming-up > ok ok']);
  for (let i = 0; i < 3; i++) monitor.observe([[1, 2, 3]], undefined as never);
  expect(told.splice(0)).toEqual([
    'all ok > suspended inputs-refused',
    'b warming-up > suspended inputs-refused',
    'a ok > suspended inputs-refused',
  ]);
  const { overall, segments } = monitor.status;
  const since = [overall, ...segments.map(({ status }) => status!)].map((status) => status.since);
  expect(since.every((time) => time >= overall.lastTested!)).toBe(true);
  monitor.observe([[0, 0, 0]], ['a']);
  await monitor.idle();
  expect(told.splice(0).map((text) => text.replace(/> (ok|warning|drift) .*/, '> tested'))).toEqual(
    ['all suspended > tested', 'b suspended > warming-up filling', 'a suspended > tested'],
  );
  monitor.pause();
  monitor.resume();
  expect(told.splice(0)).toHaveLength(6);
  const others = labels.map((label) => (label === 'a' ? 'c' : label));
  await monitor.updateReference(await Reference.fromFeatures(gaussianRows(3, 80, 3)), others);
  expect(told.splice(0).at(-1)).toMatch(/^a \S+ > suspended disposed$/);
  await monitor.dispose();
  expect(told.map((text) => text.split(' ')[0])).toEqual(['all', 'b', 'c']);
  for (const text of told) expect(text).toMatch(/ > suspended disposed$/);
});

test('a clock that tells no time is told to those who listen from the start', async () => {
  const monitor = new DriftMonitor({ reference: await reference, clock: () => Number.NaN });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  await Promise.resolve();
  expect(errors).toEqual([expect.stringMatching(/^InvalidOptionError: clock: /)]);
  expect(monitor.status.since).toMatch(/^20\d\d-/);
  await monitor.dispose();
});

test('options that are no time are named, with what to give', async () => {
  for (const [staleAfterMs, came] of [
    [60, '60'],
    [0, '0'],
    [Number.NaN, 'NaN'],
    ['10 min', "'10 min'"],
    [true, 'true'],
    [null, 'null'],
  ] as const) {
    const made = followed({ staleAfterMs: staleAfterMs as never });
    await expect(made).rejects.toThrow(InvalidOptionError);
    await expect(made).rejects.toThrow(
      `staleAfterMs: milliseconds from 1000, or false, were expected, ${came} came.`,
    );
  }
});
