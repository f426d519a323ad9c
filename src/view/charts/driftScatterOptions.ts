import type { Projection } from './projection.js';
import type { ScatterPoint } from './scatterPoint.js';

/** Options of `DriftScatter`. */
export interface DriftScatterOptions {
  readonly projection: Projection;
  /** Told what the pointer is on, when that changes; undefined where it is on no point. */
  readonly onHover?: (point: ScatterPoint | undefined) => void;
  /**
   * Told which point was clicked, or given to `pin`, and now has a ring; undefined when it lost it:
   * by a click on it or beside all points, by `pin`, or because its row left the window.
   */
  readonly onPin?: (point: ScatterPoint | undefined) => void;
}

/** Options of `DriftScatter.update`. */
export interface ScatterUpdateOptions {
  /** The witness of each row: live points are coloured from like to unlike the reference. */
  readonly witness?: ArrayLike<number>;
}
