import { expect, test } from '../support/labTest.js';

test('a shift among independent inputs alarms, though neighbours resemble each other across it', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { events, verdict } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 200, 8));
    const monitor = new drift.DriftMonitor({
      reference,
      windowSize: 20,
      falseAlarms: { perSamples: 5_000 },
    });
    const events: string[] = [];
    monitor.on('alarm', ({ samples }) => events.push(`alarm ${samples}`));
    const rows = [...gaussianRows(2, 60, 8), ...gaussianRows(3, 40, 8, 1.5)];
    for (const row of rows) {
      monitor.observe([row]);
      await monitor.idle();
    }
    return { events, verdict: monitor.status.lastVerdict! };
  });
  expect(events).toHaveLength(1);
  const alarm = Number(events[0]!.slice(6));
  expect(alarm).toBeGreaterThan(60);
  expect(alarm).toBeLessThan(80);
  expect(verdict).toMatchObject({ state: 'drift', stride: 1 });
  expect(verdict.effectiveSampleSize).toBeGreaterThan(10);
});

test('frames that resemble each other are thinned, in the window as well, and no test lies', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { early, late, alarms, tests } = await page.evaluate(async () => {
    const { drift, gaussianRows, tf } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 200, 8));
    const monitor = new drift.DriftMonitor({
      reference,
      windowSize: 20,
      policy: drift.pValuePolicy(),
    });
    let alarms = 0;
    monitor.on('alarm', () => alarms++);
    const noise = gaussianRows(2, 1_200, 8);
    const state = gaussianRows(3, 1, 8)[0]!;
    const frame = (at: number): number[] => {
      noise[at]!.forEach((e, c) => {
        state[c] = 0.9 * state[c]! + Math.sqrt(1 - 0.81) * e;
      });
      return [...state];
    };
    for (let at = 0; at < 60; at++) {
      // As tensors, and in batches of two: each row is an input of its own.
      const rows = tf.tensor2d([frame(2 * at), frame(2 * at + 1)]);
      monitor.observe(rows);
      rows.dispose();
      await monitor.idle();
    }
    const early = monitor.status;
    for (let at = 120; at < 1_200; at++) {
      monitor.observe([frame(at)]);
      await monitor.idle();
    }
    return { early, late: monitor.status, alarms, tests: monitor.status.tests };
  });
  expect(early).toMatchObject({ state: 'warming-up', tests: 0 });
  expect(early.reason).toMatch(
    /of 20 inputs are in the window\. Successive inputs resemble each other/,
  );
  expect(early.reason).toMatch(/only every \d+(th|st|nd|rd) is kept/);
  expect(early.windowFill).toBeLessThan(20);
  expect(late.samples).toBeLessThan(150);
  expect(alarms).toBe(0);
  expect(tests).toBeLessThan(60);
});

test('a frozen camera: a state with a reason, never an alarm, and on it goes', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { frozen, after, alarms } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 100, 4));
    const monitor = new drift.DriftMonitor({ reference, windowSize: 8, sampling: 'independent' });
    let alarms = 0;
    monitor.on('alarm', () => alarms++);
    const show = async (rows: number[][]) => {
      for (const row of rows) {
        monitor.observe([row]);
        await monitor.idle();
      }
    };
    await show(gaussianRows(2, 12, 4));
    await show(Array.from({ length: 30 }, () => [1, 2, 0, -1]));
    const frozen = monitor.status;
    await show(gaussianRows(3, 20, 4));
    return { frozen, after: monitor.status, alarms };
  });
  expect(frozen.state).toBe('insufficient-independent-samples');
  expect(frozen.reason).toMatch(/The last \d+ inputs are identical; is the camera frozen\?/);
  expect(alarms).toBe(0);
  expect(after).toMatchObject({ state: 'ok', windowFill: 8 });
});

test('intervals hold by the injected clock, and a clock that goes backwards stops nothing', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { samples, times, errors } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 100, 4));
    let now = 1_000_000;
    const monitor = new drift.DriftMonitor({
      reference,
      windowSize: 4,
      sampling: { minIntervalMs: 100 },
      clock: () => now,
    });
    const [times, errors]: [string[], unknown[]] = [[], []];
    monitor.on('verdict', ({ time }) => times.push(time));
    monitor.on('error', (error) => errors.push(error));
    for (const [index, row] of gaussianRows(2, 200, 4).entries()) {
      now += index === 100 ? -900_000 : 50;
      monitor.observe([row]);
      await monitor.idle();
    }
    return { samples: monitor.status.samples, times, errors };
  });
  expect(errors).toEqual([]);
  expect(samples).toBeGreaterThanOrEqual(98);
  expect(samples).toBeLessThanOrEqual(101);
  expect(times.length).toBeGreaterThan(0);
  // The last test was made after the clock had gone back.
  expect(Date.parse(times.at(-1)!)).toBeLessThan(1_000_000);
});

test('a reference recorded as one long scene is told by a notice', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { notices, status } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const rows = gaussianRows(1, 120, 8);
    for (let at = 1; at < rows.length; at++) {
      rows[at] = rows[at]!.map((e, c) => 0.9 * rows[at - 1]![c]! + Math.sqrt(1 - 0.81) * e);
    }
    const reference = await drift.Reference.fromFeatures(rows);
    const monitor = new drift.DriftMonitor({ reference, windowSize: 8 });
    const notices: { code: string; message: string }[] = [];
    monitor.on('notice', (notice) => notices.push(notice));
    monitor.observe(gaussianRows(2, 40, 8));
    await monitor.idle();
    while (!notices.some(({ code }) => code === 'reference-dependent')) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    return { notices, status: monitor.status };
  });
  const notice = notices.find(({ code }) => code === 'reference-dependent')!;
  expect(notice.message).toMatch(
    /correlation \.?0?\.\d\d.*120 rows tell about as much as \d+ independent/,
  );
  expect(status.notices).toContainEqual(notice);
});
