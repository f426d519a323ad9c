export { InvalidOptionError, ReportError } from './core/base/errors.js';
export type { BeaconOptions } from './reports/beaconSink.js';
export { beaconSink } from './reports/beaconSink.js';
export type { ReportedMonitor } from './reports/monitorReports.js';
export type {
  ErrorReport,
  NoticeReport,
  Report,
  ReportedInput,
  ReportSink,
  StatusReport,
  VerdictReport,
} from './reports/report.js';
export type { ReportOptions } from './reports/reportOptions.js';
export { callbackSink, consoleSink, openTelemetrySink } from './reports/sinks.js';
export { type Reports, startReports } from './reports/startReports.js';
