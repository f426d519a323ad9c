import { expect, test } from 'playwright/test';
import { DriftMonitor, InvalidOptionError, Reference, type Verdict } from 'tfjs-drift/core';
import { type ExplainerOptions, explainer, type SavedHarm } from 'tfjs-drift/explain';
import { callbackSink, type Report, startReports } from 'tfjs-drift/reports';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { reportFaults } from '../../e2e/support/reportSchema.js';
import { seededRandom } from '../../src/core/base/random.js';

const WIDTH = 4;
const COUNT = 120;

/** Two logits of an answer that is as sure as this. */
const logitsOf = (confidence: number): number[] => [Math.log(confidence / (1 - confidence)), 0];

/** Rows, of which those that the model is surer of are right more often. */
const rows = gaussianRows(1, COUNT, WIDTH);
const random = seededRandom(4);
const confidences = rows.map(() => 0.6 + 0.39 * random());
const correct = confidences.map((confidence) => random() < confidence);
const labelled = Reference.fromFeatures(rows, { logits: confidences.map(logitsOf), correct });
const bare = Reference.fromFeatures(rows);

async function monitorOf(options: ExplainerOptions, reference = labelled) {
  const explain = explainer(options);
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 24,
    permutations: 99,
    falseAlarms: { per: 'hour', samplesPerSecond: 1 },
    explain,
  });
  const verdicts: Verdict[] = [];
  const errors: string[] = [];
  monitor.on('verdict', (verdict) => verdicts.push(verdict));
  monitor.on('error', (error) => errors.push(String(error)));
  let next = 0;
  const see = async (count: number, mean = 0, confidence = 0.8) => {
    for (let i = 0; i < count; i++) {
      const [row] = gaussianRows(100 + next, 1, WIDTH, mean);
      monitor.observe(row!, { id: `input ${next++}`, logits: [logitsOf(confidence)] });
    }
    await monitor.idle();
    return verdicts.at(-1)!;
  };
  return { explain, monitor, see, verdicts, errors };
}

test('while nothing has changed harm is unlikely; once it is new, unknown, until labels come', async () => {
  const { explain, monitor, see, errors } = await monitorOf({ harm: { referenceAccuracy: 0.9 } });
  expect(explain.inputsToLabel(5)).toEqual([]);
  expect((await see(24)).harm).toMatchObject({ state: 'unlikely' });
  const changed = await see(24, 3);
  expect(changed.state).toBe('drift');
  expect(changed.harm).toMatchObject({
    state: changed.kind === 'new' ? 'unknown' : expect.any(String),
    estimate: { referenceAccuracy: expect.closeTo(0.783, 3), basis: 'labels' },
  });
  for (let round = 0; round < 3; round++) {
    for (const { id } of explain.inputsToLabel(12)) {
      expect(explain.label(id, false)).toEqual({ use: 'test' });
    }
    await see(24, 3);
  }
  const { harm } = await see(1, 3);
  expect(harm).toMatchObject({ state: 'shown', labels: { wrong: 36, tested: 36, risk: 1 } });
  expect(harm!.reason).toBe('36 of 36 labelled answers are wrong: more than the 15 % allowed.');
  expect(JSON.parse(JSON.stringify(harm))).toEqual(harm);
  explain.restartLabels();
  expect((await see(1, 3)).harm!.labels).toMatchObject({ tested: 0, drawn: 36 });
  expect(errors).toEqual([]);
  await monitor.dispose();
});

test('reports carry it, and their schema knows it', async () => {
  const options = { harm: {}, relevantFrom: 0.01 };
  const { explain, monitor, see } = await monitorOf(options);
  const reports: Report[] = [];
  const { stop } = startReports(monitor, {
    to: callbackSink((report) => void reports.push(report)),
  });
  await see(24);
  await see(24, 3);
  for (const { id } of explain.inputsToLabel(4)) explain.label(id, false);
  await see(24, 3);
  await stop();
  const told = reports.flatMap((report) =>
    'verdict' in report ? (report.verdict.harm ?? []) : [],
  );
  expect(told.some(({ estimate, relevant }) => estimate && relevant)).toBe(true);
  for (const report of reports) expect(reportFaults(report)).toEqual([]);
  const [alarm] = reports.filter(({ type }) => type === 'alarm');
  const wrong = structuredClone(alarm) as { verdict: { harm: { state: string } } };
  wrong.verdict.harm.state = 'perhaps';
  expect(reportFaults(wrong)).not.toEqual([]);
  await monitor.dispose();
});

test('less sure answers make harm likely where inputs may be known ones', () => {
  const test = { confidence: 0.55, kind: 'mix' };
  return told(test).then((harm) => {
    expect(harm).toMatchObject({ state: 'likely', estimate: { basis: 'labels', inputs: 16 } });
    expect(harm!.estimate!.drop).toBeGreaterThan(0.1);
  });
});

test('as sure as ever: unlikely, unless what came is new', async () => {
  expect((await told({ confidence: 0.97, kind: 'mix' }))!.state).toBe('unlikely');
  expect((await told({ confidence: 0.97, kind: 'new' }))!.state).toBe('unknown');
});

test('a reference without outputs, inputs without logits: named, and labels go on', async () => {
  const withoutOutputs = await told({ confidence: 0.9, kind: 'mix', reference: bare });
  expect(withoutOutputs).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('The reference has no confidences'),
  });
  expect(await told({ confidence: Number.NaN, kind: 'mix' })).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('give `observe` the logits'),
  });
});

test('a drift smaller than what matters does no harm, one that is larger says so', async () => {
  const relevantFrom = gaussianRows(7, 60, WIDTH, 1);
  const [small, large] = await Promise.all(
    [0.2, 2].map((mean) =>
      told({ confidence: 0.9, kind: 'new', mean, relevantFrom, count: 64, tests: 2 }),
    ),
  );
  expect(small).toMatchObject({ state: 'unlikely', relevant: { size: 'small', inputs: 64 } });
  expect(large).toMatchObject({ state: 'unknown', relevant: { size: 'relevant' } });
});

test('rows that look like the reference, or are of another width, are told of once', async () => {
  for (const [given, words] of [
    [gaussianRows(1, COUNT, WIDTH), 'these look like it'],
    [gaussianRows(1, 20, WIDTH + 1), 'rows of 5 values came, the reference has 4'],
  ] as const) {
    const { see, monitor, errors } = await monitorOf({ relevantFrom: given });
    await see(24);
    const { harm } = await see(24, 3);
    expect(errors).toEqual([expect.stringContaining(words)]);
    expect(harm).not.toHaveProperty('relevant');
    await monitor.dispose();
  }
});

test('labels of inputs that were not drawn are shown; unknown, second and late ones are told of', async () => {
  const { explain, monitor, see } = await monitorOf({ harm: { referenceAccuracy: 0.9 } });
  await see(24);
  const drawn = explain.inputsToLabel(6).map(({ id }) => id);
  const other = [...Array(24).keys()].map((at) => `input ${at}`).find((id) => !drawn.includes(id))!;
  expect(explain.label(other, false)).toMatchObject({
    use: 'shown',
    reason: expect.stringContaining('was not drawn'),
  });
  expect(explain.label(other, true)).toMatchObject({ use: 'none' });
  expect(explain.label('nobody', true)).toMatchObject({
    use: 'none',
    reason: expect.stringContaining("No input 'nobody'"),
  });
  expect(explain.label(drawn[0]!, true)).toEqual({ use: 'test' });
  expect(explain.label(drawn[0]!, false)).toMatchObject({
    use: 'none',
    reason: expect.stringContaining('was labelled right before'),
  });
  await see(60);
  expect(explain.label(drawn[1]!, false)).toEqual({ use: 'test' });
  expect((await see(1)).harm!.labels).toMatchObject({
    drawn: 6,
    open: 4,
    tested: 2,
    wrong: 1,
    others: 1,
    othersWrong: 1,
    unused: 3,
  });
  for (const [id, right] of [
    [5, true],
    ['input 1', 'yes'],
    [undefined, true],
  ]) {
    expect(() => explain.label(id as string, right as boolean)).toThrow(InvalidOptionError);
  }
  await monitor.dispose();
});

test('labels of an earlier visit go on counting', async () => {
  const harm = { referenceAccuracy: 0.9 };
  const first = await monitorOf({ harm });
  expect(first.explain.saveLabels()).toBeUndefined();
  await first.see(24);
  const [one, two, ...others] = first.explain.inputsToLabel(12).map(({ id }) => id);
  for (const id of others) first.explain.label(id, false);
  first.explain.label(one!, false);
  const before = (await first.see(1)).harm!.labels!;
  const savedLabels = JSON.parse(JSON.stringify(first.explain.saveLabels())) as SavedHarm;
  await first.monitor.dispose();

  const second = await monitorOf({ harm, savedLabels });
  expect(second.explain.label(two!, true)).toEqual({ use: 'test' });
  const after = (await second.see(24)).harm!.labels!;
  expect(after.tested).toBe(before.tested + 1);
  expect(after.test!.harm).toBeLessThan(before.test!.harm);
  expect(after.test!.harm).toBeGreaterThan(before.test!.harm / 5);
  expect(second.explain.inputsToLabel(3)).toHaveLength(3);
  await second.monitor.dispose();

  const another = Reference.fromFeatures(gaussianRows(2, COUNT, WIDTH));
  const other = await monitorOf({ harm, savedLabels }, another);
  expect((await other.see(24)).harm!.labels).toMatchObject({ tested: 0, drawn: 12 });
  await other.monitor.dispose();
});

test('what cannot be is refused by name', () => {
  const wrong: readonly [ExplainerOptions, string][] = [
    [{ harm: { referenceAccuracy: 90 } }, 'harm.referenceAccuracy: a number from 0.05 to 1'],
    [{ harm: { tolerance: 0 } }, 'harm.tolerance: a number from 0.005 to 0.5'],
    [{ harm: { referenceAccuracy: 0.1, tolerance: 0.2 } }, 'harm.tolerance: less than 0.050'],
    [{ harm: { tolerence: 0.1 } as never }, "did you mean 'tolerance'?"],
    [{ relevantFrom: 3 }, 'relevantFrom: an MMD² above 0 and below 2'],
    [{ relevantFrom: [[1, 2]] }, 'or 16 feature rows or more'],
    [{ savedLabels: { schemaVersion: 1 } as never }, 'savedLabels: what saveLabels() gave'],
  ];
  for (const [options, message] of wrong) {
    expect(() => explainer(options)).toThrow(InvalidOptionError);
    expect(() => explainer(options)).toThrow(message);
  }
  const without = explainer({ harm: false });
  expect(without.wantsLogits).toBe(false);
  expect(() => without.label('a', true)).toThrow(InvalidOptionError);
  expect(() => explainer().inputsToLabel(0)).toThrow(InvalidOptionError);
});

test('with limits from labelled rows their own doubt is minded', async () => {
  const { explain, monitor, see } = await monitorOf({ harm: { tolerance: 0.1 } });
  await see(24);
  explain.inputsToLabel(1);
  const { test: found } = (await see(1)).harm!.labels!;
  const risk = correct.filter((right) => !right).length / COUNT;
  expect(found!.limit).toBeGreaterThan(risk + 0.1 + 0.02);
  expect(found!.safeLimit).toBeLessThan(risk + 0.1 - 0.02);
  expect(found!.threshold).toBeCloseTo(1 / 0.04, 9);
  await monitor.dispose();
});

interface ToldTest {
  readonly confidence: number;
  readonly kind: string;
  readonly mean?: number;
  readonly count?: number;
  readonly tests?: number;
  readonly reference?: typeof labelled;
  readonly relevantFrom?: number[][];
}

/** Of the last of some tests that are told to the explainer. */
async function told(of: ToldTest) {
  const { confidence, kind, mean = 0, count = 16, tests = 1 } = of;
  const { reference = labelled, relevantFrom } = of;
  const explain = explainer({
    harm: { referenceAccuracy: 0.8 },
    ...(relevantFrom && { relevantFrom }),
  });
  const known = await reference;
  const harms = Array.from({ length: tests }, (_, test) => {
    const inputs = gaussianRows(50 + test, count, WIDTH, mean).map((row, at) => ({
      sample: test * count + at + 1,
      timeMs: at,
      row: Float32Array.from(row),
      confidence,
    }));
    return explain.explain({
      reference: known,
      kernel: 'gaussian',
      bandwidth: undefined,
      seed: 1,
      timeMs: 0,
      state: 'drift',
      recovered: false,
      kind: kind as 'mix',
      changed: count,
      effectiveSampleSize: count,
      inputs: () => inputs,
    }).harm;
  });
  return harms.at(-1);
}
