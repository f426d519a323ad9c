import { InvalidOptionError } from './errors.js';

/** @throws InvalidOptionError unless `value` is a number within the bounds. */
export function requireRange(name: string, value: number, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new InvalidOptionError(
    `${name}: a number from ${min} to ${max} was expected, ${value} came.`,
  );
}
