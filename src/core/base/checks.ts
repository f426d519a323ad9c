import { InvalidOptionError, InvalidStatisticError } from './errors.js';

/**
 * @param max @defaultValue none
 * @returns The value.
 * @throws {@link InvalidOptionError} unless it is a whole number within the bounds.
 */
export function requireInteger(name: string, value: number, min: number, max?: number): number {
  if (Number.isSafeInteger(value) && value >= min && value <= (max ?? value)) return value;
  const bounds = max === undefined ? `from ${min}` : `from ${min} to ${max}`;
  throw new InvalidOptionError(`${name}: a whole number ${bounds} was expected, ${value} came.`);
}

/** @throws InvalidOptionError unless `value` is a number within the bounds. */
export function requireRange(name: string, value: number, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new InvalidOptionError(
    `${name}: a number from ${min} to ${max} was expected, ${value} came.`,
  );
}

/** @throws {@link InvalidStatisticError} for a statistic that is no number. */
export function requireFiniteStatistic(mmd2: number): void {
  if (Number.isFinite(mmd2)) return;
  throw new InvalidStatisticError(
    `The statistic came out as ${mmd2}: the features are too large for float32 distances, ` +
      'or the GPU computes wrongly. Scale the features down.',
  );
}

/** @throws {@link InvalidOptionError} unless it is a probability that can be tested at. */
export function requireLevel(name: string, level: number): void {
  if (Number.isFinite(level) && level > 0 && level < 1) return;
  throw new InvalidOptionError(`${name}: a number between 0 and 1 was expected, ${level} came.`);
}

/** @throws {@link InvalidOptionError} unless `value` is a whole number from 1 to `max`. */
export function requireCount(name: string, value: number, max: number = Infinity): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  const range = max === Infinity ? 'of at least 1' : `from 1 to ${max}`;
  throw new InvalidOptionError(`${name}: a whole number ${range} was expected, ${value} came.`);
}
