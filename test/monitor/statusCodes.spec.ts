import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  expectedRunTimePolicy,
  type MonitorOptions,
  pValuePolicy,
  Reference,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';

const reference = Reference.fromFeatures(gaussianRows(1, 30, 3));

async function monitorOf(options: Partial<MonitorOptions> = {}) {
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 19,
    policy: pValuePolicy(),
    ...options,
  });
  const codes: string[] = [];
  monitor.on('status', ({ state, code }) => codes.push(`${state} ${code}`));
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push((error as Error).name));
  const feed = async (rows: readonly unknown[]) => {
    for (const row of rows) {
      monitor.observe([row] as number[][]);
      await monitor.idle();
    }
  };
  return { monitor, codes, errors, feed };
}

const nan = [Number.NaN, 0, 0];

test('eight inputs that are refused suspend a monitor, and a good one ends it', async () => {
  const { monitor, codes, errors, feed } = await monitorOf();
  await feed(gaussianRows(2, 6, 3));
  await feed(Array(7).fill(nan));
  expect(monitor.status).toMatchObject({ state: 'ok', refused: 7, samples: 6 });
  await feed([[1, 2]]);
  expect(monitor.status).toMatchObject({ state: 'suspended', code: 'inputs-refused', refused: 8 });
  expect(monitor.status.reason).toMatch(
    /^The last 8 inputs were all refused, and nothing is tested\. The latest: live: rows of width 2 came/,
  );
  await feed([null, '', true, [[1]]]);
  expect(monitor.status).toMatchObject({ refused: 12, samples: 6, tests: 3 });
  await feed(gaussianRows(3, 1, 3));
  expect(monitor.status).toMatchObject({ state: 'ok', refused: 12, samples: 7, tests: 4 });
  expect(codes.slice(-2)).toEqual(['suspended inputs-refused', 'ok ok']);
  expect(new Set(errors)).toEqual(new Set(['InvalidFeaturesError']));
  await monitor.dispose();
});

test('from the first input on: a window that nothing gets into is not said to be filling', async () => {
  const { monitor, feed } = await monitorOf({ suspendAfter: 3 });
  await feed([[1], [1, 2], [1, 2, 3, 4]]);
  expect(monitor.status).toMatchObject({
    state: 'suspended',
    code: 'inputs-refused',
    windowFill: 0,
    refused: 3,
    failed: 0,
  });
  await monitor.dispose();
});

test('what a backend never gives is lost and counted, and later samples go on', async () => {
  const { monitor, errors, feed } = await monitorOf({ timeoutMs: 50, suspendAfter: 2 });
  const silent = {
    dataId: {},
    shape: [1, 3],
    rank: 2,
    size: 3,
    dtype: 'float32',
    data: () => new Promise(() => {}),
  };
  const { tfjs } = await import('../../src/tfjs/runtime.js');
  const { takeRows } = tfjs;
  let disposed = 0;
  Object.assign(tfjs, {
    takeRows: (rows: unknown, what: string) =>
      rows === silent
        ? {
            shape: [1, 3],
            device: undefined,
            holder: undefined,
            data: silent.data,
            dispose: () => disposed++,
          }
        : takeRows(rows, what),
  });
  try {
    await feed(gaussianRows(2, 4, 3));
    for (let i = 0; i < 2; i++) {
      monitor.observe(silent as never);
      await monitor.idle();
    }
    expect(errors).toEqual(['TimeoutError', 'TimeoutError']);
    expect(monitor.status).toMatchObject({ state: 'suspended', code: 'inputs-failed', failed: 2 });
    expect(disposed).toBe(2);
    await feed(gaussianRows(3, 1, 3));
    expect(monitor.status).toMatchObject({ state: 'ok', failed: 2, samples: 5, tests: 2 });
    monitor.observe(silent as never);
    await monitor.dispose();
    expect(disposed).toBe(3);
  } finally {
    Object.assign(tfjs, { takeRows });
  }
});

test('each state has its code, from the first sample to the end', async () => {
  const { monitor, codes, feed } = await monitorOf({
    windowSize: 3,
    policy: expectedRunTimePolicy({ falseAlarms: { perSamples: 200 } }),
    episodes: { recoverAfter: 2 },
  });
  expect(monitor.status).toMatchObject({ state: 'warming-up', code: 'filling' });
  await monitor.ready();
  await feed(gaussianRows(2, 8, 3));
  await feed(gaussianRows(3, 4, 3, 9));
  monitor.acknowledge('a new product');
  await feed(gaussianRows(3, 1, 3, 9));
  await feed(gaussianRows(4, 12, 3));
  monitor.pause();
  monitor.resume();
  await monitor.dispose();
  expect(codes.at(0)).toBe('ok ok');
  for (const code of [
    'drift drift',
    'drift known-drift',
    'drift calming',
    'ok recovered',
    'suspended paused',
    'suspended disposed',
  ]) {
    expect(codes).toContain(code);
  }
});

test('a clock in seconds, one that throws and one that tells no time cost no test', async () => {
  for (const clock of [
    () => Date.now() / 1_000,
    () => Number.NaN,
    () => {
      throw new Error('Illegal invocation');
    },
    () => 1e300,
  ]) {
    const { monitor, errors, feed } = await monitorOf({ clock });
    await feed(gaussianRows(2, 6, 3));
    expect(monitor.status).toMatchObject({ state: 'ok', tests: 3 });
    expect(errors.length).toBeLessThanOrEqual(1);
    await monitor.dispose();
  }
});

test('refused rows are counted one by one, and a good last one ends their run', async () => {
  const { monitor } = await monitorOf({ windowSize: 6 });
  monitor.observe([...Array(9).fill(nan), ...gaussianRows(2, 8, 3)]);
  await monitor.idle();
  expect(monitor.status).toMatchObject({ refused: 9, samples: 8 });
  expect(monitor.status.state).not.toBe('suspended');
  monitor.observe([...gaussianRows(3, 9, 3), null] as number[][]);
  expect(monitor.status).toMatchObject({ refused: 19 });
  monitor.observe([1, 2, 3], { id: 7 as never });
  expect(monitor.status).toMatchObject({ refused: 20, failed: 0, code: 'inputs-refused' });
  await monitor.dispose();
});
