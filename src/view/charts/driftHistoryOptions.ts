/** Options of `DriftHistory`. */
export interface DriftHistoryOptions {
  /** How many tests are shown, from 2. @defaultValue `200` */
  readonly length?: number;
}
