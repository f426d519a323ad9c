import { readFileSync } from 'node:fs';
import { expect, test } from '../support/labTest.js';

test('a listener that throws reaches neither the app nor the other listeners', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  const { heard, errors, answers, tests } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const model = await tinyModel();
    const inputs = gaussianRows(1, 20, 8).map((row) => tf.tensor2d([row]));
    const reference = await drift.Reference.fit(model, inputs, { featureNode: 'features' });
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 2,
      permutations: 19,
    });
    const errors: string[] = [];
    const heard: number[] = [];
    monitor.on('verdict', () => {
      throw new Error('the chart is gone');
    });
    const off = monitor.on('verdict', ({ sequence }) => heard.push(sequence));
    monitor.on('error', () => {
      throw new Error('the reporter is gone');
    });
    monitor.on('error', (error) => errors.push(String(error)));
    const watched = monitor.wrap(model, { featureNode: 'features' });
    const answers: number[][] = [];
    for (const [index, input] of inputs.slice(0, 5).entries()) {
      if (index === 4) off();
      answers.push((watched.predict(input) as typeof input).shape);
      await monitor.idle();
    }
    return { heard, errors, answers, tests: monitor.status.tests };
  });
  expect(answers).toEqual([
    [1, 3],
    [1, 3],
    [1, 3],
    [1, 3],
    [1, 3],
  ]);
  expect(tests).toBe(4);
  expect(heard).toEqual([1, 2, 3]);
  expect(errors).toEqual(Array.from({ length: 4 }, () => 'Error: the chart is gone'));
});

test('a policy that throws suspends the monitor until it decides again', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { states, errors } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 20, 3));
    let calls = 0;
    const policy = {
      name: 'moody',
      start: () => ({
        decide: () => {
          if (++calls === 2) throw new Error('not today');
          const thresholds = { threshold: 0.5, warningThreshold: 0.4 };
          return { level: 'ok', measure: 'mmd2', ...thresholds } as const;
        },
      }),
    };
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize: 2,
      permutations: 19,
      policy,
    });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const states = [];
    for (const row of gaussianRows(2, 4, 3)) {
      monitor.observe([row]);
      await monitor.idle();
      states.push([monitor.status.state, monitor.status.reason]);
    }
    return { states, errors };
  });
  expect(errors).toEqual(['DriftError: The test failed: not today']);
  expect(states.slice(1)).toEqual([
    ['ok', 'The last 2 inputs look like the reference.'],
    ['suspended', 'not today'],
    ['ok', 'The last 2 inputs look like the reference.'],
  ]);
});

test('one alarm for each episode of drift', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { states, alarms } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 60, 3));
    const monitor = new drift.DriftMonitor({
      policy: drift.expectedRunTimePolicy(),
      sampling: 'independent',
      reference,
      windowSize: 8,
    });
    const states: string[] = [];
    const alarms: number[] = [];
    monitor.on('verdict', ({ state }) => states.push(state));
    monitor.on('alarm', ({ sequence }) => alarms.push(sequence));
    const phases = [0, 5, 0, 5, 0].map((mean, index) => gaussianRows(index + 2, 12, 3, mean));
    for (const row of phases.flat()) {
      monitor.observe([row]);
      await monitor.idle();
    }
    return { states, alarms };
  });
  const onsets = states.flatMap((state, index) =>
    state === 'drift' && states[index - 1] !== 'drift' ? [index + 1] : [],
  );
  expect(alarms).toEqual(onsets);
  // Two episodes came in: the one false alarm that 53 tests may raise at level .01 is allowed for.
  expect(alarms.length).toBeGreaterThanOrEqual(2);
  expect(alarms.length).toBeLessThanOrEqual(3);
  expect(states.filter((state) => state === 'drift').length).toBeGreaterThan(alarms.length);
  expect(states[states.length - 1]).toBe('ok');
});

test('a verdict is a plain record that says all about its test', async ({ openLab }) => {
  const page = await openLab('wasm');
  const { verdict, revived, reference, isSame } = await page.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 3));
    const monitor = new drift.DriftMonitor({
      sampling: 'independent',
      reference,
      windowSize: 5,
      testEvery: 4,
      kernel: 'exponential',
      permutations: 99,
      seed: 7,
      policy: drift.pValuePolicy(),
    });
    const verdicts: object[] = [];
    monitor.on('verdict', (verdict) => verdicts.push(verdict));
    for (const row of gaussianRows(2, 12, 3)) {
      monitor.observe([row]);
      await monitor.idle();
    }
    const verdict = monitor.status.lastVerdict!;
    return {
      verdict,
      revived: JSON.parse(JSON.stringify(verdict)),
      isSame: verdicts.at(-1) === verdict && verdicts.length === verdict.sequence,
      reference: { id: reference.id, bandwidth: reference.bandwidth },
    };
  });
  expect(isSame).toBe(true);
  expect(revived).toEqual(verdict);
  expect(verdict).toMatchObject({
    schemaVersion: 2,
    sequence: 2,
    state: 'ok',
    measure: 'pValue',
    threshold: 0.01,
    warningThreshold: 0.1,
    isExtrapolated: false,
    policy: 'pValue',
    samples: 9,
    windowSize: 5,
    referenceSize: 30,
    referenceId: reference.id,
    bandwidth: reference.bandwidth,
    kernel: 'exponential',
    permutations: 99,
    seed: 7,
    backend: 'wasm',
    adapter: 'cpu',
    software: false,
    compute: 'wasm',
  });
  const documented = readFileSync(new URL('../../docs/verdict.md', import.meta.url), 'utf8');
  for (const field of Object.keys(verdict)) expect(documented).toContain(`| \`${field}\` `);
  expect(Date.parse(verdict.time)).not.toBeNaN();
  expect(verdict.time).toMatch(/Z$/);
  expect(verdict.reason).toMatch(/^[A-Z].*\.$/);
  expect(verdict.costMs).toBeGreaterThan(0);
  expect(Math.abs(verdict.mmd2!)).toBeLessThanOrEqual(2);
  expect(verdict.pValue! * 100).toBeCloseTo(Math.round(verdict.pValue! * 100), 9);
});
