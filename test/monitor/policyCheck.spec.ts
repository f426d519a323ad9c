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
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';

const fitted = (rows: number) => Reference.fromFeatures(gaussianRows(rows, 2, 1));

test('a reference too small for the default window is refused when the monitor is made', async () => {
  const reference = await fitted(100);
  const make = () => new DriftMonitor({ reference });
  expect(make).toThrow(InvalidOptionError);
  expect(make).toThrow(
    'alarm thresholds for a window of 64 cannot be calibrated on 100 reference rows. Give at least ' +
      '129 rows (several times that is better), a windowSize of at most 49, or another policy.',
  );
  expect(() => new DriftMonitor({ reference, windowSize: 50 })).toThrow('at most 49');
  for (const others of [{ windowSize: 49 }, { policy: evidencePolicy() }]) {
    await new DriftMonitor({ reference, ...others }).dispose();
  }
  await new DriftMonitor({ reference: await fitted(129) }).dispose();
  const labels = Array(100).fill('cup');
  await expect(SegmentedMonitor.create({ reference, labels })).rejects.toThrow('at least 129 rows');
});

test('of a reference that is reduced the rows count that are tested against', async () => {
  const reference = await fitted(400);
  const make = (windowSize: number) =>
    new DriftMonitor({ reference, windowSize, reducer: { components: 1 } });
  expect(() => make(80)).toThrow('cannot be calibrated on 160 reference rows');
  await make(79).dispose();
});

test('a bandwidth that changes is refused by the policy that needs a fixed one, by name', async () => {
  const reference = await fitted(100);
  for (const bandwidth of ['fuse', 'pooled-median'] as const) {
    const options = { reference, windowSize: 8, bandwidth };
    expect(() => new DriftMonitor(options)).toThrow(`fixed bandwidth, '${bandwidth}' came`);
    await new DriftMonitor({ ...options, policy: evidencePolicy() }).dispose();
  }
});

test('another reference is refused before anything is computed of it', async () => {
  const monitor = new DriftMonitor({ reference: await fitted(100), windowSize: 40 });
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
    { referenceSize: 60, windowSize: 8, testEvery: 2, kernel: 'gaussian', bandwidth: 'median' },
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
