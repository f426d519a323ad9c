/** What an admitted row changes in the window. */
export interface Admission {
  /**
   * 1 where the window stays as it is. k > 1: rows in it are too close to each other, or of a
   * source that stood still; of them only the latest, and every k-th before it, may stay. Rows that
   * were admitted and are still on their way are too close, too, and should be given up.
   */
  readonly keepEvery: number;
}
