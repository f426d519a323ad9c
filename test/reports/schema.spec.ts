import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { type AlarmPolicy, pValuePolicy, type Verdict } from 'tfjs-drift';
import { callbackSink, type Report, type ReportedInput, startReports } from 'tfjs-drift/reports';
import { batchFaults, reportFaults } from '../../e2e/support/reportSchema.js';
import schema from '../../src/reports/report.schema.json' with { type: 'json' };
import { driftAndRecover, smallMonitor } from '../support/driftingMonitor.js';

/** Real reports of every type, with all that may be in them. */
async function realReports(policy: AlarmPolicy = pValuePolicy()): Promise<Report[]> {
  const reports: Report[] = [];
  const secondary = { features: 'fdr', level: 0.05 } as const;
  const monitor = await smallMonitor({ savedState: {} as never, policy, secondary });
  const to = callbackSink((report) => void reports.push(report));
  const { stop } = startReports(monitor, { to, mostDrifted: 4, app: 'line 3', heartbeatMs: 1_000 });
  monitor.on('alarm', () => monitor.acknowledge('a new product'));
  await driftAndRecover(monitor);
  monitor.observe([[1, 2]]);
  await monitor.idle();
  for (const _ of Array(8)) monitor.observe([[1, 2]]);
  monitor.pause();
  const hasBeat = () => reports.some(({ type }) => type === 'heartbeat');
  await expect.poll(hasBeat).toBe(true);
  await stop();
  return reports;
}

test('real reports of every type are valid', async () => {
  const reports = await realReports();
  const types = new Set(reports.map(({ type }) => type));
  expect(types).toEqual(new Set(schema.properties.type.enum));
  for (const report of reports) expect(reportFaults(report)).toEqual([]);
  expect(batchFaults({ schemaVersion: 2, dropped: 0, reports })).toEqual([]);
});

test('thresholds that are infinite are null', async () => {
  const policy: AlarmPolicy = {
    name: 'never',
    start: () => ({
      decide: () => ({
        level: 'ok',
        measure: 'mmd2',
        threshold: Number.POSITIVE_INFINITY,
        warningThreshold: Number.POSITIVE_INFINITY,
      }),
    }),
  };
  const reports = await realReports(policy);
  const verdicts = reports.flatMap((report) => ('verdict' in report ? report.verdict : []));
  expect(verdicts[0]!.threshold).toBeNull();
  for (const report of reports) expect(reportFaults(report)).toEqual([]);
});

test('wrong reports are refused', async () => {
  const reports = await realReports();
  const alarm = reports.find(({ type }) => type === 'alarm')!;
  const notice = reports.find(({ type }) => type === 'notice')!;
  if (!('verdict' in alarm)) throw new Error('an alarm has a verdict');
  const { sessionId: _, ...nameless } = alarm;
  for (const wrong of [
    nameless,
    { ...alarm, schemaVersion: 1 },
    { ...alarm, type: 'notice' },
    { ...alarm, features: [[1, 2, 3]] },
    { ...alarm, verdict: { ...alarm.verdict, rows: [[1, 2, 3]] } },
    { ...alarm, verdict: { ...alarm.verdict, pValue: 1.5 } },
    { ...alarm, time: 'yesterday' },
    { ...notice, verdict: alarm.verdict },
    null,
  ]) {
    expect(reportFaults(wrong)).not.toEqual([]);
  }
  expect(batchFaults({ schemaVersion: 2, dropped: -1, reports })).not.toEqual([]);
  expect(batchFaults({ schemaVersion: 2, dropped: 0, reports: [nameless] })).not.toEqual([]);
});

// The compiler sees that these are all fields of the types, and no others.
type Fields<Type> = { readonly [Key in keyof Required<Type>]: true };
type KeysOf<Union> = Union extends unknown ? keyof Union : never;

const reportFields: { readonly [Key in KeysOf<Report>]: true } = {
  schemaVersion: true,
  type: true,
  sessionId: true,
  sequence: true,
  time: true,
  libraryVersion: true,
  app: true,
  segment: true,
  verdict: true,
  mostDrifted: true,
  from: true,
  status: true,
  notice: true,
  error: true,
};

const verdictFields: Fields<Verdict> = {
  schemaVersion: true,
  sequence: true,
  time: true,
  state: true,
  since: true,
  code: true,
  reason: true,
  episode: true,
  mmd2: true,
  statistic: true,
  pValue: true,
  z: true,
  approximatePValue: true,
  bandwidth: true,
  scan: true,
  kind: true,
  novelty: true,
  testedRows: true,
  measure: true,
  threshold: true,
  warningThreshold: true,
  isExtrapolated: true,
  evidence: true,
  evidenceSamples: true,
  expectedRunTime: true,
  policy: true,
  samples: true,
  windowSize: true,
  effectiveSampleSize: true,
  correlation: true,
  stride: true,
  referenceSize: true,
  reducer: true,
  referenceId: true,
  kernel: true,
  permutations: true,
  seed: true,
  backend: true,
  adapter: true,
  software: true,
  compute: true,
  fallback: true,
  costMs: true,
  secondary: true,
  explanation: true,
  harm: true,
};

const inputFields: Fields<ReportedInput> = {
  sample: true,
  time: true,
  witness: true,
  id: true,
  thumbnail: true,
};

/** Names of properties, in an order of their own. */
const names = (fields: object): string[] => Object.keys(fields).sort();

test('schema, types and documentation have the same fields', () => {
  const ofTypes = schema.oneOf.flatMap(({ properties }) => Object.entries(properties));
  const inSchema = { ...schema.properties, ...Object.fromEntries(ofTypes) };
  expect(names(inSchema)).toEqual(names(reportFields));
  expect(names(schema.$defs.verdict.properties)).toEqual(names(verdictFields));
  expect(names(schema.$defs.input.properties)).toEqual(names(inputFields));
  const documented = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');
  for (const field of names(reportFields)) expect(documented).toContain(`| \`${field}\` `);
});
