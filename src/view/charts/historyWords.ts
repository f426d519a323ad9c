import { type HistoryEntry, isInAlarmZone } from './historyData.js';
import { type ChartTable, shortNumber } from './table.js';

/** The history in one sentence: how many tests, and what the last one came to. */
export function historySentence(entries: readonly HistoryEntry[]): string {
  const last = entries.at(-1);
  if (!last) return 'History of tests: no test yet.';
  const { measure, mmd2, pValue, threshold, state, scan } = last;
  const tests = entries.length === 1 ? '1 test' : `${entries.length} tests`;
  const isIn = isInAlarmZone(last);
  const since = isIn ? ` since input ${runStart(entries, isInAlarmZone).samples}` : '';
  const limit = `the alarm threshold ${shortNumber(threshold)}${since}`;
  const place = {
    mmd2: `, ${isIn ? 'above' : 'not above'} ${limit}`,
    pValue: `, ${isIn ? 'at or below' : 'above'} ${limit}`,
    scan: `, ${isIn ? 'at or beyond' : 'below'} ${limit}`,
  };
  const found = [
    scan && `chance brings as much once in ${shortNumber(scan.runTime)} inputs${place.scan}`,
    mmd2 !== undefined && `MMD² ${shortNumber(mmd2)}${measure === 'mmd2' ? place.mmd2 : ''}`,
    pValue !== undefined &&
      `p-value ${shortNumber(pValue)}${measure === 'pValue' ? place.pValue : ''}`,
  ].filter(Boolean);
  const begun = runStart(entries, (entry) => entry.state === state).samples;
  return (
    `History of ${tests}: ` +
    `${found.join('; ')}.` +
    (state ? ` State: ${state} since input ${begun}.` : '')
  );
}

/** What is told at once when it changes. */
export function historyState(entries: readonly HistoryEntry[]): string {
  const last = entries.at(-1);
  return last ? `${last.state}, in the alarm zone: ${isInAlarmZone(last)}` : 'empty';
}

/**
 * The tests, the oldest first: columns samples, time, MMD², p-value, alarm threshold, compared with
 * it, state. What an entry does not say is an empty text.
 */
export function tableOfHistory(entries: readonly HistoryEntry[]): ChartTable {
  const compared = {
    mmd2: 'MMD²',
    pValue: 'p-value',
    evidence: 'evidence',
    scan: 'scan',
    novelty: 'novelty',
  };
  return {
    caption: historySentence(entries),
    columns: ['samples', 'time', 'MMD²', 'p-value', 'alarm threshold', 'compared with it', 'state'],
    rows: entries.map(({ samples, time = '', mmd2 = '', pValue = '', ...entry }) => [
      samples,
      time,
      mmd2,
      pValue,
      entry.threshold,
      compared[entry.measure],
      entry.state ?? '',
    ]),
  };
}

/** The first entry of the run at the end that a condition holds for. */
function runStart(
  entries: readonly HistoryEntry[],
  holds: (entry: HistoryEntry) => boolean,
): HistoryEntry {
  return entries[entries.findLastIndex((entry) => !holds(entry)) + 1]!;
}
