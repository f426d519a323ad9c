/** What a chart shows, as rows of plain values. */
export interface ChartTable {
  readonly caption: string;
  /** Names of the columns, from the left; the first one names the rows. */
  readonly columns: readonly string[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly (string | number)[])[];
}
