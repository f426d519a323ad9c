export { InvalidOptionError, ReportError } from './core/base/errors.js';
export type { BeaconOptions } from './reports/beaconOptions.js';
export { beaconSink } from './reports/beaconSink.js';
export { consoleSink } from './reports/consoleSink.js';
export type { ReportedMonitor } from './reports/monitorReports.js';
export { openTelemetrySink } from './reports/openTelemetrySink.js';
export type {
  ErrorReport,
  NoticeReport,
  Report,
  ReportedInput,
  VerdictReport,
} from './reports/report.js';
export type { ReportOptions } from './reports/reportOptions.js';
export type { ReportSink } from './reports/reportSink.js';
export { callbackSink } from './reports/sinks.js';
export { type Reports, startReports } from './reports/startReports.js';
