import type { HistoryTest } from './historyData.js';
import { gapsBefore } from './historyGaps.js';
import type { Plotted } from './plot.js';

/** The history's data, index for index at the same test, a gap counting as one. */
export interface HistoryLines {
  readonly pValue: Plotted[];
  readonly threshold: Plotted[];
  readonly mmd2: Plotted[];
  /** Where an episode began; empty where none did. */
  readonly alarms: Plotted[];
  /** Whether there is a gap on either side of each: a line of one point would not be seen. */
  readonly isAlone: boolean[];
}

/** @param end Where the alarm threshold of the last test ends. */
export function historyLines(tests: readonly HistoryTest[], end: number): HistoryLines {
  const gaps = gapsBefore(tests.map(({ samples }) => samples));
  const isGap = (index: number): boolean =>
    index === 0 || index >= tests.length || gaps[index]! || tests[index]!.isAfterGap;
  const lines: HistoryLines = { pValue: [], threshold: [], mmd2: [], alarms: [], isAlone: [] };
  for (const [index, test] of tests.entries()) {
    const x = test.samples;
    if (index > 0 && isGap(index)) {
      const middle = (tests[index - 1]!.samples + x) / 2;
      push(lines, middle, [Number.NaN, Number.NaN, Number.NaN, Number.NaN], false);
    }
    const { pValue, mmd2, measure, threshold, raisesAlarm } = test;
    const limit = measure === 'evidence' ? Number.NaN : threshold;
    const compared = measure === 'pValue' ? pValue : mmd2;
    const alarm = raisesAlarm ? compared : Number.NaN;
    push(lines, x, [pValue, limit, mmd2, alarm], isGap(index) && isGap(index + 1));
  }
  const last = lines.threshold.at(-1);
  if (last) lines.threshold.push({ x: end, y: last.y });
  return { ...lines, alarms: tests.some(({ raisesAlarm }) => raisesAlarm) ? lines.alarms : [] };
}

function push(
  lines: HistoryLines,
  x: number,
  [pValue, threshold, mmd2, alarm]: readonly [number, number, number, number],
  isAlone: boolean,
): void {
  lines.pValue.push({ x, y: pValue });
  lines.threshold.push({ x, y: threshold });
  lines.mmd2.push({ x, y: mmd2 });
  lines.alarms.push({ x, y: alarm });
  lines.isAlone.push(isAlone);
}
