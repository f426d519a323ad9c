/** The parts of a verdict that the history shows. */
export interface HistoryEntry {
  /** Samples seen until then. */
  readonly samples: number;
  readonly mmd2: number;
  readonly pValue: number;
  /** Of an alarm: a p-value at or below it, anything else above it. */
  readonly threshold: number;
  readonly measure: 'mmd2' | 'pValue' | 'evidence';
  /** Colours the background; nothing is coloured where it is left out. */
  readonly state?: 'ok' | 'warning' | 'drift';
  /** When the test was made, ISO 8601; for the table. */
  readonly time?: string;
}

/** A test in the history. */
export interface HistoryTest extends HistoryEntry {
  /** Whether an episode of drift began with it. */
  readonly raisesAlarm: boolean;
  /** Whether nothing was tested before it, though its `samples` do not tell. */
  readonly isAfterGap: boolean;
}

/** Whether the test's own measure lies in the alarm zone, whatever the state. */
export function isInAlarmZone({ measure, mmd2, pValue, threshold }: HistoryEntry): boolean {
  if (measure === 'evidence') return false;
  return measure === 'mmd2' ? mmd2 > threshold : pValue <= threshold;
}
