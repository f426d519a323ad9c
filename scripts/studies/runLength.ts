import type { AlarmRule, AlarmTest } from '../../src/core/alarm/alarmPolicy.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** Bounds of a mean run length in units of the wanted one, where it is to be that. */
export const WITHIN = [0.8, 3] as const;
/** Where it is to be no shorter, less what chance takes off a mean of some hundred runs. */
export const AT_LEAST = [0.9, null] as const;

/** Undrifted samples until a false alarm, or until a stream ended. */
export interface Run {
  readonly length: number;
  readonly alarmed: boolean;
}

/**
 * Leads a stream through a rule until it alarms.
 *
 * @param next The next sample's test; undefined while the window fills, null at the stream's end.
 * @param countsFilling Whether samples count from the first on, or tests.
 */
export function runUntilAlarm(
  rule: AlarmRule,
  next: () => AlarmTest | undefined | null,
  most: number,
  countsFilling: boolean,
): Run {
  let length = 0;
  while (length < most) {
    const test = next();
    if (test === null) break;
    if (test || countsFilling) length++;
    if (test && rule.decide(test).level === 'drift') return { length, alarmed: true };
  }
  return { length, alarmed: false };
}

/** Mean run length to an alarm, in units of the wanted one, and its spread over references. */
export function runLengthRow(
  setting: string,
  perReference: readonly (readonly Run[])[],
  runTime: number,
  bound: SimulatedRow['bound'],
): SimulatedRow {
  const length = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + run.length, 0);
  const alarms = (runs: readonly Run[]): number => runs.filter((run) => run.alarmed).length;
  const mean = (runs: readonly Run[]): number => length(runs) / alarms(runs) / runTime;
  const all = perReference.flat();
  const spread = perReference.map(mean).sort((a, b) => a - b);
  const quartiles = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => spread[Math.floor(share * (spread.length - 1))]!,
  );
  const [lowest, low, middle, high, highest] = quartiles.map((value) =>
    Number.isFinite(value) ? value.toFixed(2) : 'no alarm',
  );
  const note =
    `${alarms(all)} alarms; single references: ${lowest} to ${highest}, ` +
    `quartiles ${low}, ${middle}, ${high}`;
  const row = simulatedRow('null-run-length', setting, mean(all), bound, note);
  // JSON knows no infinity; the plot ends at ten times the wanted run length.
  return { ...row, spread: quartiles.map((value) => Math.min(value, 10)) };
}
