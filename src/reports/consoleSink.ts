import type { ReportSink } from './reportSink.js';

/**
 * Prints each report: alarms and errors as warnings, all else as information.
 *
 * @param target @defaultValue `console`
 */
export function consoleSink(target: Pick<Console, 'info' | 'warn'> = console): ReportSink {
  return {
    send: (report) => {
      const isUrgent = report.type === 'alarm' || report.type === 'error';
      target[isUrgent ? 'warn' : 'info'](`tfjs-drift: ${report.type}.`, report);
    },
  };
}
