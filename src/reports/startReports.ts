import { came } from '../core/base/checks.js';
import { InvalidOptionError, ReportError } from '../core/base/errors.js';
import { LIBRARY_VERSION } from '../core/base/libraryVersion.js';
import type { DriftedInput } from '../monitor/testedWindow.js';
import {
  listenTo,
  type MonitorReport,
  mostDriftedOf,
  type ReportedMonitor,
} from './monitorReports.js';
import { Outlet } from './outlet.js';
import { REPORT_SCHEMA_VERSION, type Report, type ReportedInput } from './report.js';
import { type ReportOptions, resolveReportOptions } from './reportOptions.js';

/** Browsers take a longer timer for none. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Reports that are being made. */
export interface Reports {
  /** What these reports have in common. */
  readonly sessionId: string;
  /** Resolves when the sinks have tried to send what they hold, or after a minute; never rejects. */
  flush(): Promise<void>;
  /** Ends reporting, then flushes. The monitor goes on. */
  stop(): Promise<void>;
}

/**
 * Reports what a monitor says to places of your choice, until stopped: verdicts, alarms, recoveries,
 * changes of the state, notices (earlier ones too) and errors, and every so often what the monitor is doing,
 * as plain JSON without features or images. Nothing that goes wrong here reaches the monitor or the app.
 *
 * @param monitor Stays the caller's.
 * @throws InvalidOptionError naming the option that is out of range.
 *
 * @example
 * const reports = startReports(monitor, { to: beaconSink('/drift'), app: 'line 3' });
 * await reports.stop();
 */
export function startReports(monitor: ReportedMonitor, options: ReportOptions): Reports {
  if (typeof monitor?.on !== 'function') {
    throw new InvalidOptionError(
      `monitor: a DriftMonitor or SegmentedMonitor was expected, ${came(monitor)} came.`,
    );
  }
  const resolved = resolveReportOptions(options);
  const { sinks, app, sampleRate, mostDrifted, thumbnails } = resolved;
  const { beforeReport, onError, sessionId, random, clock, heartbeatMs } = resolved;
  const outlets = sinks.map((sink) => new Outlet(sink, onError));
  let sequence = 0;

  const reportOf = (event: MonitorReport): Report => {
    const { segment, ...what } = event;
    const header = {
      schemaVersion: REPORT_SCHEMA_VERSION,
      sessionId,
      sequence: sequence + 1,
      libraryVersion: LIBRARY_VERSION,
      ...(app !== undefined && { app }),
      ...(segment !== undefined && { segment }),
    } as const;
    if (!('verdict' in what)) {
      const time = what.type === 'state' ? what.status.since : new Date(clock()).toISOString();
      return { ...header, time, ...what };
    }
    const { type, verdict } = what;
    const inputs = mostDriftedOf(monitor, mostDrifted, segment);
    return {
      ...header,
      time: verdict.time,
      type,
      verdict,
      ...(inputs.length > 0 && {
        mostDrifted: reportedInputs(inputs, thumbnails && type === 'alarm', onError),
      }),
    };
  };

  const listening = listenTo(monitor, (event) => {
    try {
      if (event.type === 'verdict' && random() >= sampleRate) return;
      const json = approvedReport(reportOf(event), beforeReport);
      if (json === undefined) return;
      sequence++;
      for (const outlet of outlets) outlet.send(JSON.parse(json));
    } catch (error) {
      onError(error);
    }
  });

  const beat = (): void => {
    try {
      if (!listening.beat()) clearInterval(beating);
    } catch (error) {
      onError(error);
    }
  };
  const beating =
    heartbeatMs < Number.POSITIVE_INFINITY
      ? setInterval(beat, Math.min(heartbeatMs, LONGEST_TIMER_MS))
      : undefined;
  // Node would stay awake for it.
  (beating as { unref?: () => void } | undefined)?.unref?.();

  const flush = async (): Promise<void> => {
    await Promise.all(outlets.map((outlet) => outlet.flush()));
  };
  return {
    sessionId,
    flush,
    stop: () => {
      listening.end();
      clearInterval(beating);
      return flush();
    },
  };
}

/**
 * What may be sent of a report, as JSON; undefined where it was dropped. The app's function is given
 * a copy, so that it may change it in place, and what it returns is written at once, so that
 * changes afterwards reach no sink.
 *
 * @throws What `beforeReport` throws: nothing may be sent then.
 * @throws ReportError where it returns a promise or something else that is no report.
 */
function approvedReport(
  report: Report,
  beforeReport: (report: Report) => Report | null | undefined,
): string | undefined {
  const copy: Report = JSON.parse(JSON.stringify(report));
  const approved: unknown = beforeReport(copy);
  if (approved === null || approved === undefined) return undefined;
  if (typeof approved !== 'object' || 'then' in approved || Array.isArray(approved)) {
    const came = approved instanceof Object && 'then' in approved ? 'a promise' : typeof approved;
    throw new ReportError(
      `beforeReport: a report, null or undefined was expected at once, ${came} came. The report ` +
        'is dropped; make the function one that is not async and returns the report.',
    );
  }
  return JSON.stringify(approved);
}

/** Room for one report's thumbnails together: with them it still fits a beacon's batch. */
const THUMBNAIL_CHARACTERS = 24 * 1024;

/** What is told of inputs; of the pictures, as many as have room, the most unlike first. */
function reportedInputs(
  inputs: readonly DriftedInput[],
  withThumbnails: boolean,
  onError: (error: unknown) => void,
): ReportedInput[] {
  let room = THUMBNAIL_CHARACTERS;
  return inputs.map(({ sample, time, witness, id, thumbnail }) => {
    const told = { sample, time, witness, ...(id !== undefined && { id }) };
    if (!withThumbnails || !thumbnail) return told;
    try {
      const url = thumbnailUrl(thumbnail);
      if (!url || url.length > room) return told;
      room -= url.length;
      return { ...told, thumbnail: url };
    } catch (error) {
      onError(error);
      return told;
    }
  });
}

/** Width of a thumbnail, in pixels. */
const MAX_WIDTH = 64;
const JPEG_QUALITY = 0.7;

/**
 * A thumbnail as JPEG in a data URL, at most 64 pixels wide. Made at once and not by the canvas's
 * own `convertToBlob`, which takes until after the page is closed; undefined where there is no
 * document, as in a worker.
 *
 * @throws SecurityError for a picture from another origin.
 */
function thumbnailUrl(thumbnail: OffscreenCanvas): string | undefined {
  if (typeof document === 'undefined') return undefined;
  const scale = Math.min(1, MAX_WIDTH / thumbnail.width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(thumbnail.width * scale));
  canvas.height = Math.max(1, Math.round(thumbnail.height * scale));
  canvas.getContext('2d')!.drawImage(thumbnail, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', JPEG_QUALITY);
}
