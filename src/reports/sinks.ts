import type { Report } from './report.js';
import type { ReportSink } from './reportSink.js';

/** Gives each report to a function, e.g. of your own analytics. */
export function callbackSink(receive: (report: Report) => void | Promise<void>): ReportSink {
  return { send: (report) => receive(report) };
}
