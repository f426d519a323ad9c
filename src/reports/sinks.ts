import type { Meter } from '@opentelemetry/api';
import { came, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import type { MonitorState } from '../monitor/status.js';
import type { Report, ReportSink } from './report.js';

/**
 * Gives each report to a function, e.g. of your own analytics.
 *
 * @throws InvalidOptionError for what is no function.
 */
export function callbackSink(receive: (report: Report) => void | Promise<void>): ReportSink {
  requireType('receive', receive ?? null, 'function');
  return { send: (report) => receive(report) };
}

/**
 * Prints each report: alarms, errors and changes to states other than `ok` as warnings, all else as
 * information.
 *
 * @param target @defaultValue `console`
 * @throws InvalidOptionError for what has no `info` or `warn`.
 */
export function consoleSink(target: Pick<Console, 'info' | 'warn'> = console): ReportSink {
  requireMethods('target', target, 'info', 'a console');
  requireMethods('target', target, 'warn', 'a console');
  return {
    send: (report) => {
      target[isUrgent(report) ? 'warn' : 'info'](`tfjs-drift: ${report.type}.`, report);
    },
  };
}

/** Every monitor warms up at first; one that does so again has lost what it knew. */
function isUrgent(report: Report): boolean {
  if (!('status' in report)) return report.type === 'alarm' || report.type === 'error';
  const { type, status } = report;
  if (type === 'heartbeat' || status.state === 'ok') return false;
  return type === 'state' || status.state !== 'warming-up';
}

/** Values of the gauge `drift.state`: below 0 it is not known whether inputs drift. */
const STATES: Readonly<Record<MonitorState, number>> = {
  ok: 0,
  warning: 1,
  drift: 2,
  'warming-up': -1,
  'insufficient-independent-samples': -2,
  stale: -3,
  suspended: -4,
};

/** OpenTelemetry's own default begins at 5, where MMD² ends. */
const MMD2_BUCKETS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];
const P_VALUE_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/**
 * Measures what reports say with OpenTelemetry: histograms `drift.mmd2` and `drift.p_value`,
 * counters `drift.samples` and `drift.alarms`, gauge `drift.state` (0 ok, 1 warning, 2 drift; -1 warming-up,
 * -2 insufficient-independent-samples, -3 stale, -4 suspended), with
 * the attributes `drift.reference_id`, and where known `drift.app` and `drift.segment`.
 *
 * A histogram takes no negative value, and unbiased MMD² is negative in about half of all tests
 * without drift: those count as 0.
 *
 * @param meter e.g. `metrics.getMeter('tfjs-drift')`, of `@opentelemetry/api` 1.9 or later. Export
 *   and its timing are the app's.
 * @throws InvalidOptionError for what is no meter.
 */
export function openTelemetrySink(meter: Meter): ReportSink {
  requireMethods('meter', meter, 'createGauge', 'a Meter of @opentelemetry/api 1.9 or later');
  const mmd2 = meter.createHistogram('drift.mmd2', {
    description: 'Unbiased MMD² of the latest inputs against the reference; 0 where negative',
    unit: '1',
    advice: { explicitBucketBoundaries: MMD2_BUCKETS },
  });
  const pValue = meter.createHistogram('drift.p_value', {
    description: 'p-value of the permutation test',
    unit: '1',
    advice: { explicitBucketBoundaries: P_VALUE_BUCKETS },
  });
  const samples = meter.createCounter('drift.samples', {
    description: 'Inputs that were admitted to the test',
    unit: '{sample}',
  });
  const alarms = meter.createCounter('drift.alarms', {
    description: 'Episodes of drift that began',
    unit: '{alarm}',
  });
  const state = meter.createGauge('drift.state', {
    description: '0 ok, 1 warning, 2 drift; below 0 not known',
    unit: '1',
  });
  const countSamples = newSamples();
  return {
    send: (report) => {
      if (!('verdict' in report || 'status' in report)) return;
      const what = 'verdict' in report ? report.verdict : report.status;
      const attributes = attributesOf(report, what.referenceId);
      samples.add(countSamples(report, what.samples), attributes);
      state.record(STATES[what.state], attributes);
      if (report.type === 'alarm') alarms.add(1, attributes);
      // An alarm and a recovery repeat the verdict that came just before.
      if (report.type !== 'verdict') return;
      const { verdict } = report;
      if (verdict.mmd2 === undefined || verdict.pValue === undefined) return;
      mmd2.record(Math.max(0, verdict.mmd2), attributes);
      pValue.record(verdict.pValue, attributes);
    },
  };
}

function requireMethods(name: string, value: object, method: string, wanted: string): void {
  const given = value as Record<string, unknown> | null | undefined;
  if (typeof given?.[method] === 'function') return;
  throw new InvalidOptionError(`${name}: ${wanted} was expected, ${came(value)} came.`);
}

function attributesOf({ app, segment }: Report, referenceId: string): Record<string, string> {
  return {
    'drift.reference_id': referenceId,
    ...(app !== undefined && { 'drift.app': app }),
    ...(segment !== undefined && { 'drift.segment': segment }),
  };
}

/**
 * Samples since the report before, of each monitor; a monitor whose count fell began anew, but for a status,
 * which may be told later than the verdict after it.
 */
function newSamples(): (report: Report, samples: number) => number {
  const counted = new Map<string, number>();
  return (report, samples) => {
    const { sessionId, segment } = report;
    const monitor = JSON.stringify([sessionId, segment]);
    const before = counted.get(monitor) ?? 0;
    if (samples < before && 'status' in report) return 0;
    counted.set(monitor, samples);
    return samples >= before ? samples - before : samples;
  };
}
