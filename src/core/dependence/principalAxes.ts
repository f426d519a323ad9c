import { meanRow, subsampleRows } from '../base/derivedRows.js';
import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import { fitPca, type PcaReducer } from '../math/pca.js';

const MAX_AXES = 8;
/** Enough for eight axes to be steady; all rows of a large reference would take seconds. */
const MAX_ROWS = 512;

/** What rounding makes of equal rows, relative to the square of their level. */
const ROUNDING = 1e-20;

/** The axes along which a reference varies most. */
export interface PrincipalAxes {
  /** Unwhitened, of 1 to 8 components. */
  readonly projection: PcaReducer;
  /** The reference's variance along all of them together; 0 for a reference of equal rows. */
  readonly variance: number;
}

/** Fitted once for all that ask. */
const fitted = new WeakMap<FeatureRows, Promise<PrincipalAxes>>();

/**
 * Fits the first 8 principal axes, or as many as the reference's rows vary along, in slices. Of
 * rows that do not vary at all, the first 8 columns stand in.
 *
 * @param rows Shape [count, width], finite; of more than 512, a fixed random choice is fitted on.
 * @throws {@link InvalidFeaturesError} for NaN or infinity.
 */
export function principalAxes(rows: FeatureRows): Promise<PrincipalAxes> {
  const axes = fitted.get(rows) ?? fitAxes(subsampleRows(rows, MAX_ROWS, 0));
  fitted.set(rows, axes);
  return axes;
}

async function fitAxes(rows: FeatureRows): Promise<PrincipalAxes> {
  const { count, width } = rows;
  for (let components = Math.min(MAX_AXES, count - 1, width); components > 0; components--) {
    try {
      const projection = await fitPca(rows, { components });
      const variance = sum(projection.explainedVariances);
      if (variance > ROUNDING * sum(projection.mean.map((x) => x * x))) {
        return { projection, variance };
      }
    } catch (error) {
      // Rows that vary along fewer axes; for bad ones there is no number that would do.
      if (!(error instanceof InvalidFeaturesError) || !rows.values.every(Number.isFinite)) {
        throw error;
      }
    }
  }
  return { projection: firstColumns(rows), variance: 0 };
}

function sum(values: Float32Array | Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function firstColumns(rows: FeatureRows): PcaReducer {
  const { width } = rows;
  const count = Math.min(MAX_AXES, width);
  const values = new Float32Array(count * width);
  for (let axis = 0; axis < count; axis++) values[axis * width + axis] = 1;
  return {
    mean: Float32Array.from(meanRow(rows)),
    components: { values, count, width },
    explainedVariances: new Float64Array(count),
    whiten: false,
  };
}
