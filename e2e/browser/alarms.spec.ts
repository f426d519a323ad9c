import { expect, test } from '../support/labTest.js';

test('one alarm and one recovery for each episode, and a chance that was chosen', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { states, events, verdicts } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 200, 4));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 8,
      falseAlarms: { perSamples: 2_000 },
    });
    const states: string[] = [];
    const events: string[] = [];
    const verdicts: (typeof monitor.status.lastVerdict)[] = [];
    monitor.on('verdict', (verdict) => {
      states.push(verdict.state);
      verdicts.push(verdict);
    });
    monitor.on('alarm', ({ sequence }) => events.push(`alarm ${sequence}`));
    monitor.on('recovered', ({ sequence }) => events.push(`recovered ${sequence}`));
    const phases = [0, 4, 0, 4, 0].map((mean, index) => gaussianRows(index + 2, 25, 4, mean));
    for (const row of phases.flat()) {
      monitor.observe([row]);
      await monitor.idle();
    }
    return { states, events, verdicts };
  });
  expect(events.map((event) => event.split(' ')[0])).toEqual([
    'alarm',
    'recovered',
    'alarm',
    'recovered',
  ]);
  const [first, second] = events.filter((event) => event.startsWith('alarm'));
  // Drift begins with sample 26, which test 19 is the first to see.
  expect(Number(first!.slice(6))).toBeGreaterThanOrEqual(19);
  expect(Number(first!.slice(6))).toBeLessThan(26);
  expect(Number(second!.slice(6))).toBeGreaterThanOrEqual(69);
  expect(states.at(-1)).toBe('ok');
  const alarm = verdicts[Number(first!.slice(6)) - 1]!;
  expect(alarm).toMatchObject({
    state: 'drift',
    policy: 'expectedRunTime',
    measure: 'mmd2',
    expectedRunTime: 2_000,
    isExtrapolated: false,
    since: alarm.time,
    episode: { number: 1, since: alarm.time, acknowledged: false },
  });
  expect(alarm.mmd2).toBeGreaterThan(alarm.threshold);
  expect(alarm.threshold).toBeGreaterThan(alarm.warningThreshold);
  expect(alarm.reason).toContain('one false alarm is expected per 2,000 inputs');
});

test('samples are taken in while thresholds are calibrated, and the test waits', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { before, during, after, again } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 300, 8));
    const falseAlarms = { perSamples: 3_000 };
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 16,
      falseAlarms,
    });
    const before = monitor.status;
    monitor.observe(gaussianRows(2, 16, 8));
    while (!monitor.window.isFull) await new Promise((resolve) => setTimeout(resolve));
    const during = monitor.status;
    await monitor.idle();
    const after = monitor.status;
    // The file keeps the thresholds: another visit need not calibrate.
    const loaded = await drift.Reference.fromFile(reference.toFile());
    const next = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference: loaded,
      windowSize: 16,
      falseAlarms,
    });
    next.observe(gaussianRows(2, 16, 8));
    await next.idle();
    const again = {
      calibrations: loaded.calibrations.all.length,
      verdict: next.status.lastVerdict!,
    };
    return { before, during, after, again };
  });
  expect(before).toMatchObject({ state: 'warming-up', tests: 0, calibration: 0 });
  expect(before.reason).toBe('0 of 16 inputs are in the window.');
  expect(during).toMatchObject({ state: 'warming-up', tests: 0, windowFill: 16 });
  expect(during.reason).toMatch(/The alarm threshold is being calibrated: \d+ % done\./);
  expect(after).toMatchObject({ tests: 1, calibration: 1 });
  expect(again.calibrations).toBe(1);
  expect(again.verdict.threshold).toBe(after.lastVerdict!.threshold);
});

test('a reference too small for a policy that does not say so before: a state with a reason, and never an alarm', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { refused, status, errors, alarms } = await page.evaluate(async () => {
    const { drift, failure, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
    const policy = drift.expectedRunTimePolicy();
    const options = { sampling: 'independent', reference, windowSize: 16, policy } as const;
    const refused = await failure(() => new drift.DriftMonitor(options));
    const { name, start } = policy;
    const monitor = new drift.DriftMonitor({ ...options, policy: { name, start } });
    const errors: string[] = [];
    let alarms = 0;
    monitor.on('error', (error) => errors.push((error as Error).name));
    monitor.on('alarm', () => alarms++);
    for (const row of gaussianRows(2, 40, 4, 9)) {
      monitor.observe([row]);
      await monitor.idle();
    }
    return { refused, status: monitor.status, errors, alarms };
  });
  expect(refused).toMatch(/^InvalidOptionError: .*at least 33 rows/);
  expect(status).toMatchObject({ state: 'suspended', tests: 0, windowFill: 16 });
  expect(status.reason).toContain('at least 33 rows');
  expect(status.reason).toContain('windowSize of at most 14');
  expect(errors).toEqual(['InvalidOptionError']);
  expect(alarms).toBe(0);
});

test('a bandwidth that changes needs another policy, and says so', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { refused, calibrated, evidence } = await page.evaluate(async () => {
    const { drift, failure, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 60, 4));
    const run = async (policy: ReturnType<typeof drift.evidencePolicy>) => {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 8,
        bandwidth: 'fuse',
        policy,
      });
      monitor.on('error', () => {});
      monitor.observe(gaussianRows(2, 8, 4));
      await monitor.idle();
      return monitor.status;
    };
    const { name, start } = drift.expectedRunTimePolicy();
    return {
      refused: await failure(() => run(drift.expectedRunTimePolicy())),
      calibrated: await run({ name, start }),
      evidence: await run(drift.evidencePolicy()),
    };
  });
  expect(refused).toMatch(/^InvalidOptionError: .*fixed bandwidth, 'fuse' came/);
  expect(calibrated.state).toBe('suspended');
  expect(calibrated.reason).toContain("'pooled-median' or 'fuse' came");
  expect(evidence.state).toBe('ok');
  expect(evidence.lastVerdict).toMatchObject({ policy: 'evidence', measure: 'evidence' });
});

test('evidence rises in a drift, and falls after it', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { events, evidence } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 200, 4));
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize: 8,
      policy: drift.evidencePolicy({ falseAlarms: { perSamples: 10_000 } }),
    });
    const events: string[] = [];
    const evidence: number[] = [];
    monitor.on('verdict', (verdict) => evidence.push(verdict.evidence!));
    monitor.on('alarm', ({ samples }) => events.push(`alarm ${samples}`));
    monitor.on('recovered', ({ samples }) => events.push(`recovered ${samples}`));
    const phases = [
      [0, 60],
      [3, 60],
      [0, 200],
    ] as const;
    for (const [index, [mean, count]] of phases.entries()) {
      monitor.observe(gaussianRows(index + 2, 8, 4, mean));
      for (const row of gaussianRows(index + 20, count, 4, mean)) {
        monitor.observe([row]);
        await monitor.idle();
      }
    }
    return { events, evidence };
  });
  expect(events.map((event) => event.split(' ')[0])).toEqual(['alarm', 'recovered']);
  const [alarm, recovered] = events.map((event) => Number(event.split(' ')[1]));
  expect(alarm).toBeGreaterThan(68);
  expect(alarm).toBeLessThan(68 + 50);
  expect(recovered).toBeGreaterThan(136);
  expect(Math.max(...evidence)).toBe(10_000);
  expect(evidence.at(-1)).toBeLessThan(1_000);
});

test('samples that come too fast are given up, and a notice says so once', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { notices, status } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 60, 4));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      reference,
      windowSize: 8,
      sampling: 'independent',
    });
    const notices: string[] = [];
    monitor.on('notice', ({ code }) => notices.push(code));
    for (const row of gaussianRows(2, 96, 4)) monitor.observe(row);
    await monitor.idle();
    return { notices, status: monitor.status };
  });
  expect(notices.filter((code) => code === 'samples-dropped')).toHaveLength(1);
  expect(status.dropped).toBe(32);
  expect(status.samples).toBe(64);
});

test('inputs that repeat are not tested before they are called frozen', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { alarms, states } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 100, 4));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      reference,
      windowSize: 16,
      sampling: 'independent',
    });
    let alarms = 0;
    monitor.on('alarm', () => alarms++);
    const states: string[] = [];
    const rows = [...gaussianRows(2, 20, 4), ...Array.from({ length: 20 }, () => [2, -2, 2, -2])];
    for (const row of rows) {
      monitor.observe(row);
      await monitor.idle();
      states.push(monitor.status.state);
    }
    return { alarms, states };
  });
  expect(alarms).toBe(0);
  expect(states.at(-1)).toBe('insufficient-independent-samples');
});
