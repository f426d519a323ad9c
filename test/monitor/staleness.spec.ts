import { expect, test } from 'playwright/test';
import { DriftMonitor, type MonitorOptions, pValuePolicy, Reference } from 'tfjs-drift';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';

const reference = Reference.fromFeatures(gaussianRows(1, 30, 3));
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A monitor with a clock of ours, and the timers that it sets. */
async function aging(options: Partial<MonitorOptions> = {}) {
  const time = { now: Date.parse('2026-01-05T14:03:00Z') };
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 4,
    permutations: 199,
    policy: pValuePolicy({ alarmAt: 0.006 }),
    clock: () => time.now,
    ...options,
  });
  monitor.on('error', () => {});
  const feed = async (count: number, shift = 0) => {
    for (const row of gaussianRows(2, count, 3, shift)) {
      monitor.observe([row]);
      await monitor.idle();
    }
  };
  return { monitor, feed, time };
}

/** What waits to be called by `setTimeout`, for a second and longer. */
function heldTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  const held = new Map<object, { readonly call: () => void; readonly ms: number }>();
  let kept = 0;
  Object.assign(globalThis, {
    setTimeout: (call: () => void, ms = 0, ...rest: unknown[]) => {
      if (ms < 1_000) return setTimeout(call, ms, ...rest);
      kept++;
      const timer = {
        unref: () => {
          kept--;
        },
      };
      held.set(timer, { call, ms });
      return timer;
    },
    clearTimeout: (timer: never) => {
      if (!held.delete(timer)) clearTimeout(timer);
    },
  });
  return {
    all: () => [...held.values()].map(({ ms }) => ms),
    /** Those that would keep Node awake. */
    kept: () => kept,
    fire: () => {
      const due = [...held];
      held.clear();
      for (const [, { call }] of due) call();
    },
    end: () => Object.assign(globalThis, { setTimeout, clearTimeout }),
  };
}

test('an ok that nothing was tested after is stale, and says since when and what was before', async () => {
  const { monitor, feed, time } = await aging({ staleAfterMs: 5 * MINUTE });
  await feed(5);
  time.now += 5 * MINUTE - 1;
  expect(monitor.status).toMatchObject({ state: 'ok', code: 'ok' });
  time.now += 1;
  expect(monitor.status).toMatchObject({
    state: 'stale',
    code: 'stale',
    reason:
      'Nothing has been tested for 5 min. Before that: The last 4 inputs look like the reference.',
    since: '2026-01-05T14:08:00.000Z',
    lastTested: '2026-01-05T14:03:00.000Z',
    lastVerdict: { state: 'ok' },
  });
  time.now += 20 * HOUR;
  expect(monitor.status.reason).toMatch(/^Nothing has been tested for 20 h\. /);
  await feed(1);
  expect(monitor.status).toMatchObject({ state: 'ok', lastTested: '2026-01-06T10:08:00.000Z' });
  await monitor.dispose();
});

test('inputs that come but are not tested do not freshen an ok', async () => {
  const { monitor, feed, time } = await aging({ staleAfterMs: MINUTE, testEvery: 8 });
  await feed(8);
  expect(monitor.status.state).toBe('ok');
  time.now += 40_000;
  await feed(4);
  time.now += 40_000;
  monitor.observe([[Number.NaN, 0, 0]]);
  expect(monitor.status).toMatchObject({ state: 'stale', samples: 12, tests: 1 });
  await monitor.dispose();
});

test('alarms stay alarms, whatever has been tested since', async () => {
  const { monitor, feed, time } = await aging({ staleAfterMs: MINUTE });
  await feed(5, 9);
  time.now += 24 * HOUR;
  expect(monitor.status.state).toBe('drift');
  await monitor.dispose();
});

test('listeners hear of it by one timer, and once more when tests go on', async () => {
  const timers = heldTimers();
  try {
    const { monitor, feed, time } = await aging({ staleAfterMs: 5 * MINUTE });
    await feed(4);
    expect(timers.all()).toEqual([]);
    const told: string[] = [];
    const off = monitor.on('state', ({ from, to, since }) => told.push(`${from} > ${to} ${since}`));
    monitor.on('status', ({ code }) => told.push(code));
    await Promise.resolve();
    expect(timers.all()).toEqual([5 * MINUTE]);
    await feed(3);
    expect(timers.all()).toEqual([5 * MINUTE]);
    expect(timers.kept()).toBe(0);
    // A test has come since: it waits for the rest.
    time.now += MINUTE;
    await feed(1);
    time.now += 4 * MINUTE;
    timers.fire();
    expect(told).toEqual([]);
    expect(timers.all()).toEqual([MINUTE]);
    time.now += MINUTE;
    timers.fire();
    expect(told).toEqual(['ok > stale 2026-01-05T14:09:00.000Z', 'stale']);
    expect(timers.all()).toEqual([]);
    await feed(1);
    expect(told.slice(2)).toEqual(['stale > ok 2026-01-05T14:09:00.000Z', 'ok']);
    expect(timers.all()).toEqual([5 * MINUTE]);
    off();
    await monitor.dispose();
    expect(timers.all()).toEqual([]);
  } finally {
    timers.end();
  }
});

test('a clock that stands still costs a timer a second, and one that was set back makes it stale', async () => {
  const timers = heldTimers();
  try {
    const { monitor, feed, time } = await aging({ staleAfterMs: MINUTE });
    monitor.on('state', () => {});
    await feed(4);
    time.now += MINUTE - 1;
    timers.fire();
    expect(timers.all()).toEqual([1_000]);
    expect(monitor.status.state).toBe('ok');
    time.now -= HOUR;
    expect(monitor.status.state).toBe('stale');
    await monitor.dispose();
  } finally {
    timers.end();
  }
});

test('what was asked for in between is told as well, though no timer has come', async () => {
  const { monitor, feed, time } = await aging({ staleAfterMs: MINUTE });
  const told: string[] = [];
  monitor.on('state', ({ from, to }) => told.push(`${from} > ${to}`));
  await feed(4);
  time.now += MINUTE;
  expect(monitor.status.state).toBe('stale');
  expect(told).toEqual(['warming-up > ok']);
  await Promise.resolve();
  expect(told).toEqual(['warming-up > ok', 'ok > stale']);
  await monitor.dispose();
});

test('frames are waited for ten minutes, or their own intervals; single inputs a day; or for ever', async () => {
  for (const [options, freshMs, staleMs] of [
    [{ sampling: { every: 1 } }, 10 * MINUTE - 1, 10 * MINUTE],
    [{ sampling: { minIntervalMs: HOUR } }, 3 * HOUR - 1, 3 * HOUR],
    [{ sampling: 'independent' }, 24 * HOUR - 1, 24 * HOUR],
    [{ staleAfterMs: false }, 10_000 * HOUR, undefined],
    [{ staleAfterMs: Number.POSITIVE_INFINITY }, 10_000 * HOUR, undefined],
  ] as const) {
    const { monitor, time } = await aging(options);
    for (const row of gaussianRows(5, 80, 3)) {
      time.now += HOUR;
      monitor.observe([row]);
      await monitor.idle();
    }
    const { now } = time;
    expect(monitor.status.lastVerdict?.state).toBe('ok');
    time.now = now + freshMs;
    expect([options, monitor.status.state]).toEqual([options, 'ok']);
    if (staleMs) time.now = now + staleMs;
    expect([options, monitor.status.state]).toEqual([options, staleMs ? 'stale' : 'ok']);
    await monitor.dispose();
  }
});
