import { expect, test } from 'playwright/test';
import {
  type AlarmPolicy,
  DisposedError,
  DriftMonitor,
  expectedRunTimePolicy,
  type MonitorOptions,
  pValuePolicy,
  Reference,
  ReferenceUpdateError,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { PartLoadError } from '../../src/core/base/errors.js';

const reference = Reference.fromFeatures(gaussianRows(1, 30, 3));

async function monitorOf(options: Partial<MonitorOptions> = {}): Promise<DriftMonitor> {
  return new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 19,
    policy: pValuePolicy(),
    ...options,
  });
}

async function feed(monitor: DriftMonitor, rows: readonly number[][]): Promise<void> {
  for (const row of rows) {
    monitor.observe([row]);
    await monitor.idle();
  }
}

/** A policy whose preparation ends when it is told to. */
function slowPolicy() {
  const ends: (() => void)[] = [];
  const policy: AlarmPolicy = {
    name: 'slow',
    async start(context) {
      await new Promise<void>((resolve) => ends.push(resolve));
      return pValuePolicy({ alarmAt: 0.06 }).start(context);
    },
  };
  /** Its part of the package is loaded before it is started. */
  const started = async (count: number): Promise<void> => {
    while (ends.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { policy, ends, started };
}

/** Rejections that nobody has heard of while `work` runs. */
async function unheard(work: () => Promise<void>): Promise<unknown[]> {
  const found: unknown[] = [];
  const note = (reason: unknown): void => void found.push(reason);
  process.on('unhandledRejection', note);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  return found;
}

test('of two updates at once the later one counts, and the earlier one says so', async () => {
  const { policy, ends, started } = slowPolicy();
  const monitor = await monitorOf({ policy });
  await feed(monitor, gaussianRows(2, 3, 3));
  await started(1);
  for (const end of ends.splice(0)) end();
  await monitor.ready();
  const [a, b] = await Promise.all(
    [3, 4].map((seed) => Reference.fromFeatures(gaussianRows(seed, 30, 3))),
  );
  const first = monitor.updateReference(a!);
  await started(1);
  const second = monitor.updateReference(b!);
  await expect(first).rejects.toThrow(ReferenceUpdateError);
  await expect(first).rejects.toThrow(
    'A later update of the reference takes the place of this one.',
  );
  expect(monitor.reference).toBe(await reference);
  await started(2);
  for (const end of ends.splice(0)) end();
  await second;
  expect(monitor.reference).toBe(b);
  await feed(monitor, gaussianRows(5, 3, 3));
  expect(monitor.status).toMatchObject({ samples: 6, tests: 3 });
  await monitor.dispose();
});

test('samples go on while a reference is replaced, and none is lost', async () => {
  const monitor = await monitorOf({ windowSize: 12 });
  const other = await Reference.fromFeatures(gaussianRows(3, 40, 3));
  for (const row of gaussianRows(2, 8, 3)) monitor.observe([row]);
  const updated = monitor.updateReference(other);
  for (const row of gaussianRows(4, 8, 3)) {
    monitor.observe([row]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  await updated;
  await monitor.idle();
  const { samples, dropped } = monitor.status;
  expect(samples + dropped).toBe(16);
  expect(monitor.status).toMatchObject({ failed: 0, refused: 0 });
  expect(monitor.status.lastVerdict?.referenceId).toBe(other.id);
  await monitor.dispose();
});

test('the end comes during an update, a calibration, or before anything, and always comes', async () => {
  const found = await unheard(async () => {
    const { policy } = slowPolicy();
    const updated = await monitorOf();
    await updated.ready();
    const never = await monitorOf({ policy });
    const update = updated
      .updateReference(await Reference.fromFeatures(gaussianRows(3, 30, 3)))
      .catch((error) => error);
    const idle = feed(never, gaussianRows(2, 6, 3));
    void never.ready();
    const early = await monitorOf();
    void early.ready();
    await Promise.all([updated, never, early].map((monitor) => monitor.dispose()));
    expect(await update).toBeInstanceOf(DisposedError);
    await idle;
    await early.dispose();
  });
  expect(found).toEqual([]);
});

test('calls after the end do nothing, or say that it was disposed of', async () => {
  const monitor = await monitorOf();
  await feed(monitor, gaussianRows(2, 5, 3));
  await monitor.dispose();
  const found = await unheard(async () => {
    void monitor.ready();
    void monitor.reset().catch(() => {});
  });
  expect(found).toEqual([]);
  for (const call of [
    () => monitor.ready(),
    () => monitor.reset(),
    async () => monitor.updateReference(await reference),
  ]) {
    await expect(call()).rejects.toThrow(DisposedError);
  }
  monitor.observe([[1, 2, 3]]);
  monitor.pause();
  monitor.resume();
  await monitor.idle();
  await monitor.dispose();
  expect(monitor.status).toMatchObject({ state: 'suspended', code: 'disposed', samples: 5 });
});

test('a policy whose part is missing once is prepared again with the next sample', async () => {
  let attempts = 0;
  const policy: AlarmPolicy = {
    name: 'late',
    start(context) {
      if (++attempts === 1) throw new PartLoadError('offline');
      return pValuePolicy().start(context);
    },
  };
  const monitor = await monitorOf({ policy });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  await feed(monitor, gaussianRows(2, 1, 3));
  await monitor.ready().catch(() => {});
  expect(errors).toEqual(['PartLoadError: offline']);
  await feed(monitor, gaussianRows(3, 5, 3));
  expect(attempts).toBeGreaterThanOrEqual(2);
  expect(monitor.status).toMatchObject({ samples: 6, tests: 3 });
  await monitor.dispose();
});

test('a policy that never gets ready is given up by name, and dispose does not wait for it', async () => {
  const { policy } = slowPolicy();
  const monitor = await monitorOf({ policy, timeoutMs: 60 });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  await feed(monitor, gaussianRows(2, 6, 3));
  expect(errors[0]).toBe(
    'TimeoutError: The alarm policy has not answered for 0.06 s and is given up.',
  );
  expect(monitor.status).toMatchObject({ state: 'suspended', code: 'no-answer', tests: 0 });
  await monitor.dispose();
});

test('samples that never stop coming keep nobody waiting', async () => {
  const monitor = await monitorOf();
  const [row] = gaussianRows(2, 1, 3);
  const timer = setInterval(() => {
    for (let i = 0; i < 5; i++) monitor.observe([row!]);
  });
  try {
    await monitor.idle();
    await monitor.reset();
    await monitor.updateReference(await Reference.fromFeatures(gaussianRows(3, 30, 3)));
    await monitor.idle();
    await monitor.dispose();
  } finally {
    clearInterval(timer);
  }
});

test('a drift that begins while a reference is calibrated keeps the reference', async () => {
  const { policy, ends, started } = slowPolicy();
  const monitor = await monitorOf({ policy });
  await feed(monitor, gaussianRows(2, 3, 3));
  await started(1);
  for (const end of ends.splice(0)) end();
  await monitor.ready();
  const update = monitor
    .updateReference(await Reference.fromFeatures(gaussianRows(3, 30, 3)))
    .catch((error) => error);
  await started(1);
  await feed(monitor, gaussianRows(4, 6, 3, 9));
  expect(monitor.status.state).toBe('drift');
  for (const end of ends.splice(0)) end();
  expect(await update).toBeInstanceOf(ReferenceUpdateError);
  expect(monitor.status).toMatchObject({ state: 'drift', episode: { number: 1 } });
  await monitor.dispose();
});

test('the policy is prepared first: samples are waited for, and tested', async () => {
  const monitor = await monitorOf({
    policy: expectedRunTimePolicy({ falseAlarms: { perSamples: 1_000 } }),
  });
  const ready = monitor.ready();
  for (const row of gaussianRows(2, 4, 3)) monitor.observe([row]);
  await monitor.idle();
  expect(monitor.status).toMatchObject({ samples: 4, tests: 1 });
  await ready;
  await monitor.dispose();
});

test('a pause gives up what waits, and idle waits for what comes after it', async () => {
  const monitor = await monitorOf({ windowSize: 8 });
  for (let i = 0; i < 5; i++) {
    monitor.observe([[i, 1, 2]]);
    monitor.pause();
    monitor.resume();
  }
  monitor.observe(gaussianRows(2, 3, 3));
  monitor.observe(gaussianRows(3, 2, 3));
  await monitor.idle();
  expect(monitor.window.rows().slice(-2)).toEqual(
    gaussianRows(3, 2, 3).map((row) => Float32Array.from(row)),
  );
  await monitor.dispose();
});

test('what a policy decides is looked at, and no listener can change what is told', async () => {
  let decision: unknown = 'yes';
  const policy = { name: 'own', start: () => ({ decide: () => decision }) } as AlarmPolicy;
  const monitor = await monitorOf({ policy });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  await feed(monitor, gaussianRows(2, 4, 3));
  expect(errors).toEqual([
    expect.stringMatching(
      /^InvalidOptionError: policy: `decide` of 'own' must give .* 'yes' came\./,
    ),
  ]);
  expect(monitor.status).toMatchObject({ state: 'suspended', code: 'wrong-options' });
  decision = { level: 'drift', measure: 'mmd2', threshold: 0, warningThreshold: 0 };
  monitor.on('verdict', (verdict) => Object.assign(verdict, { state: 'ok', reason: 'all fine' }));
  await feed(monitor, gaussianRows(3, 1, 3));
  expect(errors.at(-1)).toMatch(/^TypeError: .*(read only|read-only)/);
  expect(monitor.status).toMatchObject({ state: 'drift', code: 'drift' });
  expect(() => Object.assign(monitor.status.episode!, { acknowledged: true })).toThrow(TypeError);
  await monitor.dispose();
});
