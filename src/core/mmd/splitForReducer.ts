import { InvalidFeaturesError, InvalidOptionError } from '../base/errors.js';
import { seededRandom, shuffleStart } from '../base/random.js';
import { FIT_SHARE, MIN_REDUCER_ROWS } from './reducerOptions.js';

/** Disjoint rows of a reference, together all of them, each list in rising order. */
export interface ReducerSplit {
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
 * @param count Rows of the reference, at least {@link MIN_REDUCER_ROWS}.
 * @param seed The same seed gives the same parts.
 * @param fitShare Share of the rows to fit on, above 0 and below 1. @defaultValue `0.6`
 * @throws {@link InvalidFeaturesError} for too few rows.
 * @throws {@link InvalidOptionError} for a share that leaves a part with fewer than 2 rows.
 */
export function splitForReducer(
  count: number,
  seed: number,
  fitShare: number = FIT_SHARE,
): ReducerSplit {
  if (!(count >= MIN_REDUCER_ROWS)) {
    throw new InvalidFeaturesError(
      `reference: ${count} rows came; a reducer needs at least ${MIN_REDUCER_ROWS}, because some ` +
        'are fitted on and others tested against. Give more rows, or use no reducer.',
    );
  }
  const fitCount = Math.round(count * fitShare);
  if (!(fitCount >= 2 && count - fitCount >= 2)) {
    throw new InvalidOptionError(
      `fitShare: a number above 0 and below 1 that leaves both parts 2 of ${count} rows was ` +
        `expected, ${fitShare} came.`,
    );
  }
  const random = seededRandom(seed);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  shuffleStart(order, fitCount, random);
  return { fit: order.slice(0, fitCount).sort(), test: order.slice(fitCount).sort() };
}
