import { shuffleStart } from '../base/draws.js';
import { InvalidFeaturesError, InvalidOptionError } from '../base/errors.js';
import { seededRandom } from '../base/random.js';
import { type FeatureRows, pickRows } from '../base/rows.js';
import { fitPca, type PcaReducer, projectRows } from '../math/pca.js';
import { FIT_SHARE, type ReducerOptions } from './reducerOptions.js';

/** A projection, and the rows of the reference that it has not seen, projected. */
interface ReducedReference {
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

/** Disjoint rows of a reference, together all of them, each list in rising order. */
interface ReducerSplit {
  /** Rows that the reducer is fitted on, never to be tested against. */
  readonly fit: Int32Array;
  /** Rows that live windows are tested against. */
  readonly test: Int32Array;
}

/**
 * Parts the rows of a reference by a seeded draw: what is learned from some rows (a projection, a
 * scale, a kernel) must be tested against others, or the test finds what was learned instead of
 * drift.
 *
 * @param count Rows of the reference, as many as `resolveReducer` asks for.
 * @param seed The same seed gives the same parts.
 */
export function splitForReducer(count: number, seed: number): ReducerSplit {
  const fitCount = Math.round(count * FIT_SHARE);
  const random = seededRandom(seed);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  shuffleStart(order, fitCount, random);
  return { fit: order.slice(0, fitCount).sort(), test: order.slice(fitCount).sort() };
}

/** The projection that came before a test, as verdicts tell of it. */
export interface ReducerSummary {
  readonly kind: 'pca' | 'whitened-pca';
  /** Values of a projected row. */
  readonly components: number;
  /** Rows of the reference that it was fitted on, none of them tested against. */
  readonly fittedOn: number;
  /** Rows of the reference that live rows were tested against. */
  readonly testedAgainst: number;
}

export function reducerSummary({ reducer, fittedOn, rows }: ReducedReference): ReducerSummary {
  return {
    kind: reducer.whiten ? 'whitened-pca' : 'pca',
    components: reducer.components.count,
    fittedOn,
    testedAgainst: rows.count,
  };
}
