import { shuffleStart } from '../base/draws.js';
import { seededRandom } from '../base/random.js';
import { type FeatureRows, pickRows } from '../base/rows.js';
import { fitPca, type PcaReducer, projectRows } from '../math/pca.js';

/** Axes kept, or as many as rows and width allow. */
const COMPONENTS = 64;

/**
 * Of the mean variance of the axes kept, so much is added to the variance that each is divided by: small
 * variances are estimated too small, and would blow up.
 */
const SHRINKAGE = 0.1;

/** A projection in which the reference varies about as much along each axis, and the rows it has not seen. */
export interface Whitening {
  readonly reducer: PcaReducer;
  /** The other half of the reference, projected. */
  readonly rows: FeatureRows;
  /** For the key of what is calibrated on it. */
  readonly name: string;
}

/**
 * Fits a whitening on one half of a reference and projects the other, in slices: what is learned from rows
 * must be tested against others.
 *
 * @param seed Draws the halves.
 * @throws {@link InvalidFeaturesError} for rows that vary along fewer axes.
 */
export async function whiten(features: FeatureRows, seed: number): Promise<Whitening> {
  const { count, width } = features;
  const half = count >> 1;
  const order = Int32Array.from({ length: count }, (_, row) => row);
  shuffleStart(order, half, seededRandom(seed));
  const components = Math.min(COMPONENTS, half - 1, width);
  const fitted = await fitPca(pickRows(features, order.slice(0, half)), { components });
  const variances = fitted.explainedVariances;
  const added = (SHRINKAGE * variances.reduce((sum, variance) => sum + variance, 0)) / components;
  const values = fitted.components.values.map(
    (value, at) => value / Math.sqrt(variances[Math.floor(at / width)]! + added),
  );
  const reducer = { ...fitted, whiten: true, components: { ...fitted.components, values } };
  return {
    reducer,
    rows: projectRows(reducer, pickRows(features, order.slice(half))),
    name: `whitened ${components} ${SHRINKAGE} ${half} ${seed}`,
  };
}
