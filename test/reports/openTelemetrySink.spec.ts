import { readdirSync, readFileSync } from 'node:fs';
import {
  AggregationTemporality,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, test } from 'playwright/test';
import type { Verdict } from 'tfjs-drift';
import { openTelemetrySink, type ReportOptions, startReports } from 'tfjs-drift/reports';
import { driftAndRecover, smallMonitor, TESTS } from '../support/driftingMonitor.js';

/** What OpenTelemetry exports of a drift and its recovery. */
async function exported(options: Partial<ReportOptions> = {}) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const verdicts: Verdict[] = [];
  const monitor = await smallMonitor();
  monitor.on('verdict', (verdict) => verdicts.push(verdict));
  const errors: unknown[] = [];
  const to = openTelemetrySink(provider.getMeter('tfjs-drift'));
  const { stop } = startReports(monitor, { to, onError: (e) => errors.push(e), ...options });
  await driftAndRecover(monitor);
  await stop();
  await provider.forceFlush();
  const metrics = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  await provider.shutdown();
  expect(errors).toEqual([]);
  const metric = (name: string): MetricData =>
    metrics.find(({ descriptor }) => descriptor.name === name)!;
  const point = (name: string) => metric(name).dataPoints[0]!;
  return { metric, point, verdicts, referenceId: monitor.reference.id };
}

test('histograms, counters and gauge hold what the verdicts say', async () => {
  const { metric, point, verdicts, referenceId } = await exported({ app: 'line 3' });
  const mmd2 = point('drift.mmd2').value as Histogram;
  const pValue = point('drift.p_value').value as Histogram;
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  expect(mmd2.count).toBe(TESTS);
  expect(verdicts.some((verdict) => verdict.mmd2! < 0)).toBe(true);
  expect(mmd2.sum).toBeCloseTo(sum(verdicts.map((verdict) => Math.max(0, verdict.mmd2!))), 12);
  expect(mmd2.buckets.counts.filter((count) => count > 0).length).toBeGreaterThan(2);
  expect(pValue.count).toBe(TESTS);
  expect(pValue.sum).toBeCloseTo(sum(verdicts.map((verdict) => verdict.pValue!)), 12);
  expect(point('drift.samples').value).toBe(verdicts.at(-1)!.samples);
  expect(point('drift.alarms').value).toBe(1);
  expect(point('drift.state').value).toBe(0);
  for (const name of ['mmd2', 'p_value', 'samples', 'alarms', 'state']) {
    expect(point(`drift.${name}`).attributes).toEqual({
      'drift.reference_id': referenceId,
      'drift.app': 'line 3',
    });
    expect(metric(`drift.${name}`).dataPoints.length).toBe(1);
  }
  expect(metric('drift.samples').descriptor.unit).toBe('{sample}');
  expect(metric('drift.alarms').descriptor.unit).toBe('{alarm}');
});

test('no sample is lost to sampleRate', async () => {
  const { point, verdicts } = await exported({ sampleRate: 0 });
  const ended = verdicts.findLast(({ episode }) => episode)!;
  expect(point('drift.samples').value).toBe(ended.samples);
  expect(point('drift.alarms').value).toBe(1);
});

test('the state shows drift while it lasts', async () => {
  const { point } = await exported({
    beforeReport: (report) =>
      ('verdict' in report && report.verdict.state === 'ok') ||
      ('status' in report && report.status.state === 'ok')
        ? undefined
        : report,
  });
  expect(point('drift.state').value).toBe(2);
});

test('a monitor that does not know has a state below zero, and its inputs count', async () => {
  const warming = await exported({
    beforeReport: (report) =>
      'status' in report && report.status.state === 'warming-up' ? report : null,
  });
  expect(warming.point('drift.state').value).toBe(-1);
  expect(warming.point('drift.state').attributes).toEqual({
    'drift.reference_id': warming.referenceId,
  });
  const { point, verdicts } = await exported({
    beforeReport: (report) => ('status' in report ? report : null),
  });
  expect(point('drift.state').value).toBe(0);
  // As far as the state that was told last.
  const recovered = verdicts.find(({ code }) => code === 'recovered')!;
  expect(point('drift.samples').value).toBe(recovered.samples);
});

test('nothing of OpenTelemetry is imported but types', () => {
  const folder = new URL('../../src/reports/', import.meta.url);
  const imports = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .flatMap((text) => text.match(/^.*from '@opentelemetry.*$/gm) ?? []);
  expect(imports).toEqual(["import type { Meter } from '@opentelemetry/api';"]);
});
