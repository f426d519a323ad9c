import type { Report } from './report.js';

/**
 * Where reports go. One may serve several monitors. One that throws or rejects disturbs neither the
 * monitor nor other sinks: the error goes to `onError`.
 */
export interface ReportSink {
  /** Takes one report, its own copy. Called inside the monitor's work: leave waiting to a promise. */
  send(report: Report): void | Promise<void>;
  /** Sends what is queued. `stop()` calls it, and waits. */
  flush?(): void | Promise<void>;
}
