/**
 * Principal components that come before a test: fitted on one part of a reference, and what rows are
 * projected on. Works in slices and keeps float32; `Pca` of `tfjs-drift/projection` draws maps and is
 * synchronous.
 */

import { requireInteger } from '../base/checks.js';
import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import { type Pause, timeSlices } from '../base/tasks.js';
import { largestEigenpairs } from './eigenHouseholder.js';
import { norm, peakSign } from './vectors.js';

/** Smallest variance of a component that is more than rounding, relative to that of the first. */
const NEGLIGIBLE = 1e-9;

/** Options of {@link fitPca}. */
interface PcaReducerOptions {
  /** Width of the projected rows, k: 1 to the smaller of rows - 1 and width. */
  readonly components: number;
  /** Whether each component is divided by its standard deviation. @defaultValue `false` */
  readonly whiten?: boolean;
}

/** A fitted projection, `(row - mean) componentsᵀ`: see {@link projectRows}. */
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
  const { components, whiten = false } = options;
  const { count, width } = rows;
  requireInteger('components', components, 1, Math.min(count - 1, width));
  const pause = timeSlices();
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
    const scale = peakSign(axis) / (norm(axis) * (whiten ? sigma : 1));
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

/**
 * Projects rows on fitted components, `(row - mean) componentsᵀ`, summed in float64.
 *
 * @param rows Any number of finite rows of the fitted width.
 * @returns Shape [rows, k].
 * @throws {@link InvalidFeaturesError} for rows of another width.
 */
export function projectRows(
  { mean, components }: PcaReducer,
  rows: FeatureRows,
): FeatureRows & { readonly values: Float32Array } {
  const { values: axes, count: k, width } = components;
  if (rows.width !== width) {
    throw new InvalidFeaturesError(
      `rows: width ${rows.width} came; the reducer was fitted on width ${width}.`,
    );
  }
  const projected = new Float32Array(rows.count * k);
  const centred = new Float64Array(width);
  for (let row = 0; row < rows.count; row++) {
    for (let c = 0; c < width; c++) centred[c] = rows.values[row * width + c]! - mean[c]!;
    for (let axis = 0; axis < k; axis++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += axes[axis * width + c]! * centred[c]!;
      projected[row * k + axis] = sum;
    }
  }
  return { values: projected, count: rows.count, width: k };
}

/**
 * The mean of the rows, and the rows less it.
 *
 * @param pause Awaited after each row.
 * @throws {@link InvalidFeaturesError} for a NaN or infinity.
 */
async function centredRows(
  { values, count, width }: FeatureRows,
  pause: Pause,
): Promise<{ mean: Float64Array; centred: Float64Array }> {
  const mean = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < width; c++) mean[c]! += values[row * width + c]! / count;
    await pause();
  }
  // One NaN or infinity is enough to make the mean one.
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new InvalidFeaturesError(
      `rows: a row holds a NaN or an infinity at position ${bad}; every feature must be a finite ` +
        'number. Leave such rows out.',
    );
  }
  const centred = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const start = row * width;
    for (let c = 0; c < width; c++) centred[start + c] = values[start + c]! - mean[c]!;
    await pause();
  }
  return { mean, centred };
}

/** Shape [count, width] to [width, count]. */
async function transposed(
  rows: Float64Array,
  count: number,
  width: number,
  pause: Pause,
): Promise<Float64Array> {
  const columns = new Float64Array(rows.length);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < width; c++) columns[c * count + row] = rows[row * width + c]!;
    await pause();
  }
  return columns;
}

/**
 * All inner products of rows, M Mᵀ, in count² · width / 2 steps. Four rows at a time share what is
 * loaded, about twice as fast as one by one.
 *
 * @param rows Shape [count, width].
 * @param pause Awaited after each row of the result.
 * @returns Shape [count, count], symmetric to the last bit.
 */
export async function gramMatrix(
  rows: Float64Array,
  count: number,
  width: number,
  pause: Pause,
): Promise<Float64Array> {
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const a = i * width;
    let j = 0;
    for (; j + 3 <= i; j += 4) {
      const b = j * width;
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (let t = 0; t < width; t++) {
        const x = rows[a + t]!;
        sum0 += x * rows[b + t]!;
        sum1 += x * rows[b + width + t]!;
        sum2 += x * rows[b + 2 * width + t]!;
        sum3 += x * rows[b + 3 * width + t]!;
      }
      gram[i * count + j] = sum0;
      gram[i * count + j + 1] = sum1;
      gram[i * count + j + 2] = sum2;
      gram[i * count + j + 3] = sum3;
    }
    for (; j <= i; j++) {
      let sum = 0;
      for (let t = 0; t < width; t++) sum += rows[a + t]! * rows[j * width + t]!;
      gram[i * count + j] = sum;
    }
    for (let k = 0; k < i; k++) gram[k * count + i] = gram[i * count + k]!;
    await pause();
  }
  return gram;
}

/** Xᵀ w: the rows' sum with these weights. */
function combineRows(rows: Float64Array, width: number, weights: Float64Array): Float64Array {
  const sum = new Float64Array(width);
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    for (let c = 0; c < width; c++) sum[c]! += weight * rows[i * width + c]!;
  }
  return sum;
}
