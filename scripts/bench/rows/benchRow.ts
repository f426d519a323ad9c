/** One line of the result. */
export interface Row {
  readonly name: string;
  /** Reference rows, window rows, permutations, values per row; or what else was measured. */
  readonly size: string;
  readonly value: number;
  readonly unit: '×' | 'ms' | 'µs' | 'bytes' | 'count';
  readonly runs: number;
}

/** Rows of one size and unit. */
export function rowsOf(
  values: Readonly<Record<string, number>>,
  shared: Pick<Row, 'size' | 'unit' | 'runs'>,
): Row[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, ...shared }));
}
