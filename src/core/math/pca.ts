import { InvalidFeaturesError, InvalidOptionError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { centredRows, transposed } from './centredRows.js';
import { largestEigenpairs } from './eigenHouseholder.js';
import { gramMatrix } from './gramMatrix.js';

/** Smallest variance of a component that is more than rounding, relative to that of the first. */
const NEGLIGIBLE = 1e-9;

/** Options of {@link fitPca}. */
export interface PcaReducerOptions {
  /** Width of the projected rows, k: 1 to the smaller of rows - 1 and width. */
  readonly components: number;
  /** Whether each component is divided by its standard deviation. @defaultValue `false` */
  readonly whiten?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A fitted projection, `(row - mean) componentsᵀ`: see `projectRows`. */
export interface PcaReducer {
  /** Shape [width]: the mean of the rows fitted on. */
  readonly mean: Float32Array;
  /** Shape [k, width]: the orthonormal axes as rows, divided by their σ when whitened. */
  readonly components: FeatureRows & { readonly values: Float32Array };
  /** Shape [k], falling: the variance (over rows - 1) of the rows fitted on along each axis. */
  readonly explainedVariances: Float64Array;
  readonly whiten: boolean;
}

/**
 * Fits the k axes along which rows vary most, their principal components (Pearson, 1901), by the
 * eigenvectors of X Xᵀ or Xᵀ X, whichever is smaller, X the rows less their mean. Axes point where
 * their largest entry is positive. Works in slices, so that the page stays alive.
 *
 * **The rows fitted on must not be the rows tested against**: their projections differ from those
 * of any other rows, and a two-sample test finds that difference (undrifted windows rejected at a
 * nominal 5 % in 18 to 100 % of the cases). Part the reference by `splitForReducer`.
 *
 * @param rows Shape [count, width], finite.
 * @throws {@link InvalidOptionError} for `components` out of range.
 * @throws {@link InvalidFeaturesError} for NaN or infinity, or rows that vary along fewer axes.
 */
export async function fitPca(rows: FeatureRows, options: PcaReducerOptions): Promise<PcaReducer> {
  const { components, whiten = false, signal } = options;
  const { count, width } = rows;
  const most = Math.min(count - 1, width);
  if (!Number.isInteger(components) || components < 1 || components > most) {
    throw new InvalidOptionError(
      `components: a whole number from 1 to ${most} was expected for ${count} rows of width ` +
        `${width}, ${components} came.`,
    );
  }
  const pause = timeSlices(signal);
  const { mean, centred } = await centredRows(rows, pause);
  const dual = count <= width;
  const size = Math.min(count, width);
  const factor = dual ? centred : await transposed(centred, count, width, pause);
  const matrix = await gramMatrix(factor, size, Math.max(count, width), pause);
  const { values, vectors } = await largestEigenpairs(matrix, size, components, pause);
  const found = values.findIndex((value) => !(value > NEGLIGIBLE * values[0]!));
  if (found >= 0) {
    throw new InvalidFeaturesError(
      `rows: they vary along ${found} axes only, ${components} components were asked for. ` +
        'Give more rows that differ, or ask for fewer components.',
    );
  }
  const axes = new Float32Array(components * width);
  for (const [c, vector] of vectors.entries()) {
    const axis = dual ? combineRows(centred, width, vector) : vector;
    // In the dual form the axis comes with length √λ.
    const sigma = Math.sqrt(values[c]! / (count - 1));
    const scale = axisSign(axis) / (axisLength(axis) * (whiten ? sigma : 1));
    for (let t = 0; t < width; t++) axes[c * width + t] = axis[t]! * scale;
    await pause();
  }
  return {
    mean: Float32Array.from(mean),
    components: { values: axes, count: components, width },
    explainedVariances: Float64Array.from(values, (value) => value / (count - 1)),
    whiten,
  };
}

function combineRows(rows: Float64Array, width: number, weights: Float64Array): Float64Array {
  const sum = new Float64Array(width);
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    for (let c = 0; c < width; c++) sum[c]! += weight * rows[i * width + c]!;
  }
  return sum;
}

function axisSign(axis: Float64Array): number {
  const peak = axis.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return peak < 0 ? -1 : 1;
}

function axisLength(axis: Float64Array): number {
  return Math.sqrt(axis.reduce((sum, x) => sum + x * x, 0));
}
