/** One line of the result. */
export interface Row {
  readonly name: string;
  readonly size: string;
  readonly value: number;
  readonly unit: '×' | 'ms' | 'bytes' | 'count';
  readonly runs: number;
}
