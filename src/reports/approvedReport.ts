import { ReportError } from '../core/base/errors.js';
import type { Report } from './report.js';

/**
 * What may be sent of a report, as JSON; undefined where it was dropped. The app's function is given
 * a copy, so that it may change it in place, and what it returns is written at once, so that
 * changes afterwards reach no sink.
 *
 * @throws What `beforeReport` throws: nothing may be sent then.
 * @throws ReportError where it returns a promise or something else that is no report.
 */
export function approvedReport(
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
