import { InvalidStatisticError } from '../base/errors.js';

/** @throws {@link InvalidStatisticError} for a statistic that is no number. */
export function requireFiniteStatistic(mmd2: number): void {
  if (Number.isFinite(mmd2)) return;
  throw new InvalidStatisticError(
    `The statistic came out as ${mmd2}: the features are too large for float32 distances, ` +
      'or the backend computes wrongly. Scale the features down.',
  );
}
