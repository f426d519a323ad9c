import { came, requireInteger, requireType } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { type NamesOf, requireKnownNames } from '../base/names.js';

/** With fewer rows neither part is large enough for a reducer to gain anything. */
const MIN_REDUCER_ROWS = 400;

/** Share of the rows that a reducer is fitted on. */
export const FIT_SHARE = 0.6;

/**
 * The projection that is fitted on one part of the reference and tested against the other; see
 * `MonitorOptions.reducer`.
 */
export interface ReducerOptions {
  /**
   * Axes kept, from 1 to one less than the rows fitted on. Drift that moves features along none of
   * them is not seen. @defaultValue `128`, or as many as there can be
   */
  readonly components?: number;
  /**
   * Whether all axes count the same, however much the reference varies along them.
   * @defaultValue `true`
   */
  readonly whiten?: boolean;
}

const NAMES: NamesOf<ReducerOptions> = { components: true, whiten: true };

/** Rows that are left to be tested against. */
export function testedRows(size: number, reducer: ResolvedReducer): number {
  return reducer === 'none' ? size : size - Math.round(size * FIT_SHARE);
}

/** Options of a reducer, all of them known to be possible for its reference. */
export type ResolvedReducer = Required<ReducerOptions> | 'none';

const DEFAULT_COMPONENTS = 128;

/** @throws {@link InvalidOptionError} with the numbers, for what the reference does not allow. */
export function resolveReducer(
  reducer: ReducerOptions | 'none',
  reference: { readonly size: number; readonly width: number },
): ResolvedReducer {
  if (reducer === 'none') return 'none';
  if (typeof reducer !== 'object' || reducer === null) {
    throw new InvalidOptionError(
      `reducer: 'none' or an object such as { components: 64 } was expected, ${came(reducer)} came.`,
    );
  }
  requireKnownNames('reducer', reducer, NAMES);
  const { size, width } = reference;
  if (size < MIN_REDUCER_ROWS) {
    throw new InvalidOptionError(
      `reducer: a reference of at least ${MIN_REDUCER_ROWS} rows was expected, because some are ` +
        `fitted on and others tested against; ${size} rows came. Give more rows, or leave ` +
        '`reducer` out.',
    );
  }
  const most = Math.min(Math.round(size * FIT_SHARE) - 1, width);
  const { components = Math.min(DEFAULT_COMPONENTS, most), whiten = true } = reducer;
  requireInteger('reducer.components', components, 1, most);
  requireType('reducer.whiten', whiten, 'boolean');
  return { components, whiten };
}
