import { expect, test } from 'playwright/test';
import {
  type AlarmPolicy,
  DriftMonitor,
  evidencePolicy,
  expectedRunTimePolicy,
  InvalidOptionError,
  type PolicyPlan,
  Reference,
  SegmentedMonitor,
  scanPolicy,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';

const fitted = (rows: number) => Reference.fromFeatures(gaussianRows(rows, 2, 1));

test('the window that nobody chose follows from the reference, and one too small for any is refused', async () => {
  for (const [size, windowSize] of [
    [10, 2],
    [100, 24],
    [600, 128],
  ] as const) {
    const monitor = new DriftMonitor({ reference: await fitted(size) });
    expect(monitor.status.windowSize).toBe(windowSize);
    await monitor.dispose();
  }
  const tiny = await fitted(9);
  expect(() => new DriftMonitor({ reference: tiny })).toThrow(
    'reference: 9 rows came; to scan windows of 2 rows at least 10 are needed',
  );
  await new DriftMonitor({ reference: tiny, policy: evidencePolicy() }).dispose();
});

test('a reference too small for the window of a policy is refused when the monitor is made', async () => {
  const reference = await fitted(100);
  const policy = expectedRunTimePolicy();
  const make = () => new DriftMonitor({ reference, policy });
  expect(make).toThrow(InvalidOptionError);
  expect(make).toThrow(
    'alarm thresholds for a window of 64 cannot be calibrated on 100 reference rows. Give at least ' +
      '129 rows (several times that is better), a windowSize of at most 49, or another policy.',
  );
  expect(() => new DriftMonitor({ reference, policy, windowSize: 50 })).toThrow('at most 49');
  for (const others of [{ windowSize: 49 }, { policy: evidencePolicy() }]) {
    await new DriftMonitor({ reference, policy, ...others }).dispose();
  }
  await new DriftMonitor({ reference: await fitted(129), policy }).dispose();
  const labels = Array(9).fill('cup');
  await expect(SegmentedMonitor.create({ reference: await fitted(9), labels })).rejects.toThrow(
    'at least 10 are needed',
  );
});

test('of a reference that is reduced the rows count that are tested against', async () => {
  const reference = await fitted(400);
  const make = (windowSize: number) =>
    new DriftMonitor({
      reference,
      windowSize,
      policy: expectedRunTimePolicy(),
      reducer: { components: 1 },
    });
  expect(() => make(80)).toThrow('cannot be calibrated on 160 reference rows');
  await make(79).dispose();
});

test('a bandwidth that changes is refused by the policy that needs a fixed one, by name', async () => {
  const reference = await fitted(100);
  for (const bandwidth of ['fuse', 'pooled-median'] as const) {
    const options = { reference, windowSize: 8, bandwidth };
    const policy = expectedRunTimePolicy();
    expect(() => new DriftMonitor({ ...options, policy })).toThrow(
      `fixed bandwidth, '${bandwidth}' came`,
    );
    for (const other of [evidencePolicy(), scanPolicy()]) {
      await new DriftMonitor({ ...options, policy: other }).dispose();
    }
  }
});

test('another reference is refused before anything is computed of it', async () => {
  const policy = expectedRunTimePolicy();
  const monitor = new DriftMonitor({ reference: await fitted(100), windowSize: 40, policy });
  await expect(monitor.updateReference(await fitted(60))).rejects.toThrow('at least 81 rows');
  expect(monitor.reference.size).toBe(100);
  await monitor.dispose();
});

test("one's own policy may look at the plan, and need not", async () => {
  const reference = await fitted(60);
  const plans: PolicyPlan[] = [];
  const start = expectedRunTimePolicy().start;
  const picky: AlarmPolicy = { name: 'picky', start, check: (plan) => plans.push(plan) };
  const options = { reference, windowSize: 8, testEvery: 2 };
  await new DriftMonitor({ ...options, policy: picky }).dispose();
  expect(plans).toEqual([
    {
      referenceSize: 60,
      totalSize: 60,
      windowSize: 8,
      testEvery: 2,
      kernel: 'gaussian',
      bandwidth: 'median',
    },
  ]);
  await new DriftMonitor({ ...options, policy: { name: 'plain', start } }).dispose();
  const wrong = { name: 'wrong', start, check: true } as never;
  expect(() => new DriftMonitor({ ...options, policy: wrong })).toThrow(
    /^policy\.check: a function/,
  );
});

for (const [what, rule, came] of [
  ['nothing', undefined, 'undefined came'],
  ['null', null, 'null came'],
  ['no rule', { decides: () => {} }, '{} came'],
] as const) {
  test(`a policy whose start gives ${what} is named, and nothing is tested`, async () => {
    const policy = { name: 'mine', start: () => rule } as never;
    const monitor = new DriftMonitor({ reference: await fitted(60), windowSize: 8, policy });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    await expect(monitor.ready()).rejects.toThrow(InvalidOptionError);
    const { state, reason } = monitor.status;
    expect(state).toBe('suspended');
    expect(reason).toBe(
      `policy: \`start\` of 'mine' must give a rule, an object with a method \`decide\`; ${came}.`,
    );
    await monitor.dispose();
  });
}

test('a notice says what a reference of fewer rows than a whitening needs cannot do', async () => {
  const toldOf = async (count: number, options = {}): Promise<string | undefined> => {
    const reference = await Reference.fromFeatures(gaussianRows(count, 3, 5));
    const monitor = new DriftMonitor({ reference, ...options });
    const { notices } = monitor.status;
    await monitor.dispose();
    return notices.find(({ code }) => code === 'reference-small')?.message;
  };
  const more =
    'From 400 rows on whitened features are looked at as well, and with 514 windows may be of up to 128.';
  expect(await toldOf(100)).toBe(
    'The reference has 100 rows: the latest inputs are compared with it in windows of up to 24, by ' +
      `features as they are. ${more}`,
  );
  expect(await toldOf(20, { windowSize: 3 })).toBe(
    'The reference has 20 rows: the latest inputs are compared with it in windows of up to 3, by ' +
      'features as they are. With fewer than 40 rows false alarms may come many times as often as ' +
      `wanted. ${more}`,
  );
  expect(await toldOf(400)).toBeUndefined();
  const policy = expectedRunTimePolicy();
  expect(await toldOf(150, { policy })).toBeUndefined();
});

test('a policy that tests few of the rows must judge fewer, too, or is named', async () => {
  const reference = await fitted(40);
  const policy: AlarmPolicy = {
    name: 'mine',
    testedRows: 8,
    start: () => ({
      decide: () => ({ level: 'ok', measure: 'mmd2', threshold: 1, warningThreshold: 1 }),
    }),
  };
  const monitor = new DriftMonitor({ reference, policy, sampling: 'independent' });
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(error));
  monitor.observe(gaussianRows(1, 2, 2));
  await monitor.idle();
  expect(errors.map((error) => (error as Error).message)).toEqual([
    "policy: 'mine' has `testedRows`, so its rule must have a method `decideEarly`, for windows of fewer rows.",
  ]);
  expect(monitor.status.state).toBe('suspended');
  await monitor.dispose();
});
