import { requireInteger, requirePeriod, requireRange, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { complaintsTo } from './complaints.js';
import type { Report, ReportSink } from './report.js';

/** Options of `startReports`, checked once. */
export interface ReportOptions {
  /** One sink or several. */
  readonly to: ReportSink | readonly ReportSink[];
  /** Name of the app, for receivers that serve several. @defaultValue none */
  readonly app?: string;
  /**
   * Share of the tests whose `verdict` is reported, drawn at random, 0 to 1. All else is always reported.
   * @defaultValue `1`
   */
  readonly sampleRate?: number;
  /**
   * How often it is reported what the monitor is doing though nothing has happened, and of each segment that
   * is watched, in milliseconds from 1,000; false for never. @defaultValue `300_000`
   */
  readonly heartbeatMs?: number | false;
  /**
   * How many of the inputs most unlike the reference come with a verdict, as sample number, time,
   * witness and the `id` that `observe` was given, 0 to 64. @defaultValue `0`
   */
  readonly mostDrifted?: number;
  /**
   * Whether alarms carry small pictures of those inputs: at most 64 pixels wide, at most 24 KiB
   * together. Needs the monitor's `keepThumbnails`, and a document to draw in.
   * @defaultValue `false`
   */
  readonly thumbnails?: boolean;
  /**
   * The last word on what is sent: returns the report, changed or not, or null or undefined to drop
   * it. Must not be async. What it throws goes to `onError`, and the report is dropped.
   * @defaultValue none
   */
  readonly beforeReport?: (report: Report) => Report | null | undefined;
  /**
   * Told what went wrong in sinks or in `beforeReport`, each kind of error at most once a minute.
   * @defaultValue one `console.warn`
   */
  readonly onError?: (error: unknown) => void;
  /** What the reports of this call have in common. @defaultValue 128 random bits */
  readonly sessionId?: string;
  /**
   * Uniform numbers in [0, 1), for `sampleRate`: with one seed for all, all pages would report the same
   * of their tests. @defaultValue `Math.random`
   */
  readonly random?: () => number;
  /** Milliseconds since 1970, for all but verdicts and states. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

/** Options with their defaults; `onError` never throws. */
interface ResolvedReportOptions
  extends Required<Omit<ReportOptions, 'to' | 'app' | 'heartbeatMs'>> {
  readonly sinks: readonly ReportSink[];
  readonly app: string | undefined;
  /** Infinite for never. */
  readonly heartbeatMs: number;
}

const NAMES: NamesOf<ReportOptions> = {
  to: true,
  app: true,
  sampleRate: true,
  heartbeatMs: true,
  mostDrifted: true,
  thumbnails: true,
  beforeReport: true,
  onError: true,
  sessionId: true,
  random: true,
  clock: true,
};

/** @throws InvalidOptionError naming the option, what was expected and what came. */
export function resolveReportOptions(options: ReportOptions): ResolvedReportOptions {
  requireKnownNames('startReports', options, NAMES);
  for (const name of ['app', 'sessionId'] as const) requireType(name, options[name], 'string');
  for (const name of ['beforeReport', 'onError', 'random', 'clock'] as const) {
    requireType(name, options[name], 'function');
  }
  requireType('thumbnails', options.thumbnails, 'boolean');
  const { to, app, sampleRate = 1, mostDrifted = 0, thumbnails = false } = options;
  const { sessionId = randomId(), random = Math.random, clock = Date.now } = options;
  const { beforeReport = (report) => report } = options;
  const sinks = [to].flat();
  if (sinks.length === 0 || sinks.some((sink) => typeof sink?.send !== 'function')) {
    throw new InvalidOptionError(
      'to: a sink, or several, was expected, e.g. `beaconSink(url)`; a sink has a method `send`.',
    );
  }
  return {
    sinks,
    app,
    heartbeatMs: requirePeriod('heartbeatMs', options.heartbeatMs) ?? 300_000,
    sampleRate: requireRange('sampleRate', sampleRate, 0, 1),
    mostDrifted: requireInteger('mostDrifted', mostDrifted, 0, 64),
    thumbnails,
    beforeReport,
    onError: complaintsTo(options.onError),
    sessionId,
    random,
    clock,
  };
}

/** Not `crypto.randomUUID`, which pages without https do not have. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
