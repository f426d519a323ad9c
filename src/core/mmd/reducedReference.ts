import { InvalidFeaturesError, InvalidOptionError } from '../base/errors.js';
import { type FeatureRows, pickRows } from '../base/rows.js';
import { fitPca, type PcaReducer, projectRows } from '../math/pca.js';
import type { ReducerOptions } from './reducerOptions.js';
import { splitForReducer } from './splitForReducer.js';

/** A projection, and the rows of the reference that it has not seen, projected. */
export interface ReducedReference {
  readonly reducer: PcaReducer;
  /** Rows of the reference that the projection was fitted on. */
  readonly fittedOn: number;
  /** The others, projected: what live rows are tested against. */
  readonly rows: FeatureRows;
}

/** Fitted once for all monitors of a reference; a fit that failed would fail again. */
const fitted = new WeakMap<FeatureRows, Map<string, Promise<ReducedReference>>>();

/**
 * Fits a reducer on one part of a reference and projects the other, in slices.
 *
 * @param seed Draws the parts.
 * @throws {@link InvalidOptionError} for rows that vary along fewer axes than are to be kept.
 */
export function reducedReference(
  features: FeatureRows,
  options: Required<ReducerOptions>,
  seed: number,
): Promise<ReducedReference> {
  const fits = fitted.get(features) ?? new Map<string, Promise<ReducedReference>>();
  fitted.set(features, fits);
  const key = [options.components, options.whiten, seed].join();
  const reduced = fits.get(key) ?? reduce(features, options, seed);
  fits.set(key, reduced);
  return reduced;
}

async function reduce(
  features: FeatureRows,
  options: Required<ReducerOptions>,
  seed: number,
): Promise<ReducedReference> {
  const { fit, test } = splitForReducer(features.count, seed);
  try {
    const reducer = await fitPca(pickRows(features, fit), options);
    return {
      reducer,
      fittedOn: fit.length,
      rows: projectRows(reducer, pickRows(features, test)),
    };
  } catch (cause) {
    if (!(cause instanceof InvalidFeaturesError)) throw cause;
    throw new InvalidOptionError(`reducer: it cannot be fitted. ${cause.message}`, { cause });
  }
}
