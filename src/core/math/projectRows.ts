import { InvalidFeaturesError } from '../base/errors.js';
import type { FeatureRows } from '../base/rows.js';
import type { PcaReducer } from './pca.js';

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
