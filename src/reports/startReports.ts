import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import { approvedReport } from './approvedReport.js';
import {
  listenTo,
  type MonitorReport,
  mostDriftedOf,
  type ReportedMonitor,
} from './monitorReports.js';
import { REPORT_SCHEMA_VERSION, type Report } from './report.js';
import { reportedInputs } from './reportedInputs.js';
import { type ReportOptions, resolveReportOptions } from './reportOptions.js';
import type { ReportSink } from './reportSink.js';

/** Reports that are being made. */
export interface Reports {
  /** What these reports have in common. */
  readonly sessionId: string;
  /** Resolves when the sinks have tried to send what they hold; never rejects. */
  flush(): Promise<void>;
  /** Ends reporting, then flushes. The monitor goes on. */
  stop(): Promise<void>;
}

/**
 * Reports what a monitor says to places of your choice, until stopped: verdicts, alarms, recoveries,
 * notices (earlier ones too) and errors, as plain JSON without features or images. Nothing that goes wrong here
 * reaches the monitor or the app.
 *
 * @param monitor Stays the caller's.
 * @throws InvalidOptionError naming the option that is out of range.
 *
 * @example
 * const reports = startReports(monitor, { to: beaconSink('/drift'), app: 'line 3' });
 * await reports.stop();
 */
export function startReports(monitor: ReportedMonitor, options: ReportOptions): Reports {
  const resolved = resolveReportOptions(options);
  const { sinks, app, sampleRate, mostDrifted, thumbnails } = resolved;
  const { beforeReport, onError, sessionId, random, clock } = resolved;
  const underWay = new Set<Promise<void>>();
  let sequence = 0;

  const reportOf = (event: MonitorReport): Report => {
    const header = {
      schemaVersion: REPORT_SCHEMA_VERSION,
      sessionId,
      sequence: sequence + 1,
      libraryVersion: LIBRARY_VERSION,
      ...(app !== undefined && { app }),
    } as const;
    if (!('verdict' in event)) {
      return { ...header, time: new Date(clock()).toISOString(), ...event };
    }
    const { type, verdict, segment } = event;
    const inputs = mostDriftedOf(monitor, mostDrifted);
    return {
      ...header,
      time: verdict.time,
      ...(segment !== undefined && { segment }),
      type,
      verdict,
      ...(inputs.length > 0 && {
        mostDrifted: reportedInputs(inputs, thumbnails && type === 'alarm', onError),
      }),
    };
  };

  const stopListening = listenTo(monitor, (event) => {
    try {
      if (event.type === 'verdict' && random() >= sampleRate) return;
      const json = approvedReport(reportOf(event), beforeReport);
      if (json === undefined) return;
      sequence++;
      for (const sink of sinks) {
        const sending = send(sink, JSON.parse(json), onError);
        underWay.add(sending);
        void sending.then(() => underWay.delete(sending));
      }
    } catch (error) {
      onError(error);
    }
  });

  const flush = async (): Promise<void> => {
    await Promise.all([...underWay, ...sinks.map((sink) => flushSink(sink, onError))]);
  };
  return {
    sessionId,
    flush,
    stop: () => {
      stopListening();
      return flush();
    },
  };
}

async function send(
  sink: ReportSink,
  report: Report,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await sink.send(report);
  } catch (error) {
    onError(error);
  }
}

async function flushSink(sink: ReportSink, onError: (error: unknown) => void): Promise<void> {
  try {
    await sink.flush?.();
  } catch (error) {
    onError(error);
  }
}
