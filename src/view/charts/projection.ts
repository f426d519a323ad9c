/**
 * A map of feature rows to the plane, fitted on the reference. `Isomap` is one; so is an object
 * that asks a worker, since `transform` may answer later.
 */
export interface Projection {
  /** Coordinates of the reference rows, shape [n, 2]. */
  readonly embedding: readonly (readonly number[])[];
  /** Coordinates of other rows, shape [rows, 2]. */
  transform(rows: readonly ArrayLike<number>[]): number[][] | PromiseLike<number[][]>;
}
