export { InvalidOptionError, ReportError } from '../errors.js';
export { callbackSink } from './callbackSink.js';
export { consoleSink } from './consoleSink.js';
export type { ReportedMonitor } from './monitorReports.js';
export type { ErrorReport, NoticeReport, Report, ReportedInput, VerdictReport } from './report.js';
export type { ReportOptions } from './reportOptions.js';
export type { ReportSink } from './reportSink.js';
export { type Reports, startReports } from './startReports.js';
