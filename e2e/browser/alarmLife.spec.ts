import { expect, test } from '../support/labTest.js';

test('after a reload the saved state goes on, with no second alarm', async ({ openLab }) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 100, 4));
    const options = {
      reference,
      windowSize: 6,
      sampling: 'independent',
      falseAlarms: { perSamples: 1_000 },
      policy: drift.expectedRunTimePolicy(),
    } as const;
    const first = new drift.DriftMonitor(options);
    first.observe(gaussianRows(2, 6, 4));
    await first.idle();
    for (const row of gaussianRows(3, 10, 4, 5)) {
      first.observe([row]);
      await first.idle();
    }
    first.acknowledge('new lamp');
    const saved = JSON.stringify(first.saveState());
    const second = new drift.DriftMonitor({
      ...options,
      savedState: JSON.parse(saved),
    });
    let alarms = 0;
    second.on('alarm', () => alarms++);
    second.observe(gaussianRows(4, 6, 4, 5));
    await second.idle();
    const other = await drift.Reference.fromFeatures(gaussianRows(9, 100, 4));
    const third = new drift.DriftMonitor({
      ...options,
      reference: other,
      savedState: JSON.parse(saved),
    });
    const notices: string[] = [];
    third.on('notice', ({ code }) => notices.push(code));
    await Promise.resolve();
    return {
      tests: [first.status.tests, second.status.tests, third.status.tests],
      before: first.status.episode,
      after: second.status.lastVerdict,
      alarms,
      notices,
      hasFeatures: saved.includes(String(reference.features.values[0])),
    };
  });
  expect(result.tests).toEqual([11, 12, 0]);
  expect(result.before).toMatchObject({ number: 1, acknowledged: true, label: 'new lamp' });
  expect(result.after).toMatchObject({ state: 'drift', sequence: 12, episode: result.before });
  expect(result.after!.reason).toContain('Expected: new lamp.');
  expect(result.alarms).toBe(0);
  expect(result.notices).toEqual(['saved-state-ignored']);
  expect(result.hasFeatures).toBe(false);
});

test('a reset empties the window and ends the episode', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { drifting, reset, after, events } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 100, 4));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 6,
    });
    const events: string[] = [];
    monitor.on('alarm', () => events.push('alarm'));
    monitor.on('recovered', () => events.push('recovered'));
    monitor.observe(gaussianRows(3, 6, 4, 5));
    await monitor.idle();
    const drifting = monitor.status;
    await monitor.reset();
    const reset = monitor.status;
    for (const row of gaussianRows(5, 6, 4)) {
      monitor.observe([row]);
      await monitor.idle();
    }
    return { drifting, reset, after: monitor.status, events };
  });
  expect(drifting.state).toBe('drift');
  expect(reset).toMatchObject({
    state: 'warming-up',
    windowFill: 0,
    episode: undefined,
    samples: 6,
  });
  expect(after).toMatchObject({ state: 'ok', windowFill: 6, samples: 12, tests: 2 });
  expect(events).toEqual(['alarm']);
});

test('a reference is replaced only when nothing drifts or somebody acknowledged it', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { drift, gaussianRows, failure } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 100, 4));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 6,
    });
    const ids: string[] = [];
    monitor.on('verdict', ({ referenceId }) => ids.push(referenceId));
    monitor.observe(gaussianRows(3, 6, 4, 5));
    await monitor.idle();
    const larger = await reference.extend(gaussianRows(7, 60, 4, 5));
    const refused = await failure(() => monitor.updateReference(larger));
    monitor.acknowledge('new product on the line');
    const wrong = await drift.Reference.fromFeatures(gaussianRows(8, 60, 3));
    const mismatched = await failure(() => monitor.updateReference(wrong));
    const small = await reference.replaceFrom(monitor.window.rows());
    const tooSmall = await failure(() => monitor.updateReference(small));
    const kept = monitor.reference.id;
    const updating = monitor.updateReference(larger);
    // The old reference is in use until the new one is complete.
    monitor.observe(gaussianRows(4, 1, 4, 5));
    await updating;
    await monitor.idle();
    return {
      refused,
      mismatched,
      tooSmall,
      ids,
      known: [reference.id, larger.id],
      kept,
      status: monitor.status,
      size: larger.size,
    };
  });
  const [before, after] = result.known;
  expect(result.refused).toMatch(/^ReferenceUpdateError: .*acknowledge\(\)/);
  expect(result.mismatched).toMatch(/^ReferenceMismatchError: .*width 3.* 4/);
  expect(result.tooSmall).toMatch(/^InvalidOptionError: .*at least 13 rows/);
  expect(result.kept).toBe(before);
  expect(after).not.toBe(before);
  expect(result.size).toBe(160);
  expect(result.ids.at(0)).toBe(before);
  expect(result.ids.at(-1)).toBe(after);
  expect(result.status).toMatchObject({
    state: 'ok',
    samples: 7,
    windowFill: 6,
    episode: undefined,
  });
});

test('verdicts name the reference that they were tested against, whatever comes during an update', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const result = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const logits = (count: number) => Array.from({ length: count }, (_, i) => [i % 5, 0]);
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 60, 4), {
      logits: logits(60),
    });
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      reference,
      windowSize: 6,
      sampling: 'independent',
      savedState: JSON.parse('{}'),
      secondary: { features: false },
    });
    const [notices, rows]: [string[], number[]] = [[], []];
    monitor.on('notice', ({ code }) => notices.push(code));
    monitor.on('verdict', ({ secondary }) => {
      const found = secondary?.confidence;
      rows.push(found && found.status !== 'absent' ? found.rows : 0);
    });
    monitor.observe(gaussianRows(2, 6, 4), { logits: logits(6) });
    await monitor.idle();
    const next = await reference.extend(gaussianRows(3, 60, 4), { logits: logits(60) });
    const updating = monitor.updateReference(next);
    // Samples keep coming, before the new reference is ready and after.
    for (const row of gaussianRows(4, 4, 4)) {
      monitor.observe(row, { logits: [[2, 0]] });
      await new Promise((resolve) => setTimeout(resolve));
    }
    await updating;
    const held = monitor.window.rows().length;
    monitor.observe(gaussianRows(5, 1, 4), { logits: [[2, 0]] });
    await monitor.idle();
    const { samples, dropped, lastVerdict } = monitor.status;
    return { notices, rows, held, samples, dropped, sizes: lastVerdict!.referenceSize };
  });
  expect(result.notices.filter((code) => code === 'saved-state-ignored')).toHaveLength(1);
  expect(result).toMatchObject({ held: 6, samples: 11, dropped: 0, sizes: 120 });
  // The model's outputs of rows that were in the window before go on as well.
  expect(new Set(result.rows)).toEqual(new Set([6]));
});
