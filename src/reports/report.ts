import type { InputTally } from '../monitor/inputCounts.js';
import type { MonitorNotice } from '../monitor/notices.js';
import type { MonitorState, MonitorStatus } from '../monitor/status.js';
import type { Verdict } from '../monitor/verdict.js';

/** Raised when a field changes its meaning or goes; new ones may come without. */
export const REPORT_SCHEMA_VERSION = 2;

/** What every report says. */
interface ReportHeader {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION;
  /** Random for each `startReports`, and kept nowhere: it tells runs apart, not people. */
  readonly sessionId: string;
  /** Counts the reports of a session that were handed to the sinks, from 1: a gap is a loss. */
  readonly sequence: number;
  /** When it happened, ISO 8601; of a verdict when its test was made, of a state when it began. */
  readonly time: string;
  /** Of tfjs-drift. */
  readonly libraryVersion: string;
  /** The app's name, where it gave one. */
  readonly app?: string;
  /** Of a `SegmentedMonitor`; absent for all inputs together. */
  readonly segment?: string;
}

/** A test's verdict: of every test, of one that began an episode of drift, or of one that ended it. */
export interface VerdictReport extends ReportHeader {
  readonly type: 'verdict' | 'alarm' | 'recovered';
  /** Numbers that are not finite, as a custom policy's threshold may be, are null. */
  readonly verdict: Verdict;
  /** The inputs most unlike the reference, first; absent unless asked for. */
  readonly mostDrifted?: readonly ReportedInput[];
}

/** Something about reference, settings or the rate of samples that should be known. */
export interface NoticeReport extends ReportHeader {
  readonly type: 'notice';
  readonly notice: MonitorNotice;
}

/** Something went wrong in the monitor or in one of its listeners. */
export interface ErrorReport extends ReportHeader {
  readonly type: 'error';
  readonly error: {
    readonly name: string;
    /** At most 1,000 characters. */
    readonly message: string;
  };
}

/**
 * What a monitor is doing: `state`, its state has changed; `status`, at the start, and when it is suspended
 * for another reason than before; `heartbeat`, that it is there, every so often.
 */
export interface StatusReport extends ReportHeader {
  readonly type: 'state' | 'status' | 'heartbeat';
  /** What the state was before; of type `state` only. */
  readonly from?: MonitorState;
  readonly status: Pick<
    MonitorStatus,
    'state' | 'code' | 'reason' | 'since' | 'lastTested' | 'referenceId' | 'samples' | 'tests'
  > &
    InputTally;
}

/** What a sink is given: plain JSON, without features, rows or whole images. */
export type Report = VerdictReport | StatusReport | NoticeReport | ErrorReport;

/** An input that was unlike the reference. */
export interface ReportedInput {
  /** Counts the samples that were admitted, from 1. */
  readonly sample: number;
  /** When it came, ISO 8601. */
  readonly time: string;
  /** The most negative is the most unlike the reference. */
  readonly witness: number;
  /** What `observe` was given as `id`. */
  readonly id?: string;
  /** JPEG as data URL, at most 64 pixels wide; of alarms only, and only with `thumbnails: true`. */
  readonly thumbnail?: string;
}

/**
 * Where reports go. One may serve several monitors. One that throws, rejects or never answers disturbs
 * neither the monitor nor other sinks: `onError` is told. What has not answered for a minute is no longer
 * waited for, and a sink that has 200 reports in hand is given no more until it has settled some.
 */
export interface ReportSink {
  /** Takes one report, its own copy. Called inside the monitor's work: leave waiting to a promise. */
  send(report: Report): void | Promise<void>;
  /** Sends what is queued. `stop()` calls it, and waits. */
  flush?(): void | Promise<void>;
}
