import { InvalidOptionError } from '../../core/base/errors.js';
import { KINDS, type ScatterPoint } from './scatterPoint.js';

/**
 * @param counts How many points of each kind are shown.
 * @returns A copy, which the caller of `pin` cannot change.
 * @throws {@link InvalidOptionError} for a point that is not shown.
 */
export function requirePoint(
  { kind, index }: ScatterPoint,
  counts: Readonly<Record<ScatterPoint['kind'], number>>,
): ScatterPoint {
  if (!KINDS.includes(kind)) {
    throw new InvalidOptionError(`point.kind: 'live' or 'reference' was expected, '${kind}' came.`);
  }
  if (Number.isInteger(index) && index >= 0 && index < counts[kind]) return { kind, index };
  const expected =
    counts[kind] > 0
      ? `a whole number from 0 to ${counts[kind] - 1} was expected, one of ${counts[kind]} ${kind} points`
      : `no ${kind} point is shown now`;
  throw new InvalidOptionError(`point.index: ${expected}, ${index} came.`);
}
