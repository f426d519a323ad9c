/** One simulated figure, and whether it is within its bounds. */
export interface SimulatedRow {
  readonly name: string;
  readonly setting: string;
  readonly value: number;
  readonly bound: readonly [low: number | null, high: number | null];
  readonly holds: boolean;
  /** What else is worth knowing, e.g. the spread over references. */
  readonly note?: string;
  /** Lowest, quartiles and highest over references. */
  readonly spread?: readonly number[];
}

/** A figure that is kept, with the title of its study. */
export interface StudyRow extends SimulatedRow {
  readonly study: string;
}

/** A bound of null is open. */
export function simulatedRow(
  name: string,
  setting: string,
  value: number,
  bound: SimulatedRow['bound'],
  note?: string,
): SimulatedRow {
  const [low, high] = bound;
  const holds = value >= (low ?? Number.NEGATIVE_INFINITY) && value <= (high ?? Infinity);
  return { name, setting, value, bound, holds, ...(note !== undefined && { note }) };
}
