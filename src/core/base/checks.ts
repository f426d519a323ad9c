import { InvalidOptionError } from './errors.js';

/** What came, in the words of a message; never throws, whatever it is. */
export function came(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 40)}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `the BigInt ${value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (typeof (value as PromiseLike<unknown>).then === 'function')
    return 'a Promise (await it first)';
  const kind = value.constructor?.name;
  if (kind && kind !== 'Object') return `a value of type ${kind}`;
  try {
    return JSON.stringify(value).slice(0, 200);
  } catch {
    return 'an object';
  }
}

/**
 * Undefined counts as left out.
 *
 * @throws {@link InvalidOptionError} for a value of another type.
 */
export function requireType(
  name: string,
  value: unknown,
  type: 'function' | 'boolean' | 'string',
): void {
  if (value === undefined || typeof value === type) return;
  const wanted = type === 'boolean' ? 'true or false' : `a ${type}`;
  throw new InvalidOptionError(`${name}: ${wanted} was expected, ${came(value)} came.`);
}

/** Undefined counts as left out. @throws {@link InvalidOptionError} for what is no AbortSignal. */
export function requireSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined || typeof signal?.throwIfAborted === 'function') return;
  throw new InvalidOptionError(
    `signal: an AbortSignal was expected, ${came(signal)} came; of an AbortController give its \`signal\`.`,
  );
}

/**
 * @param max @defaultValue none
 * @returns The value.
 * @throws {@link InvalidOptionError} unless it is a whole number within the bounds.
 */
export function requireInteger(name: string, value: number, min: number, max?: number): number {
  if (Number.isSafeInteger(value) && value >= min && value <= (max ?? value)) return value;
  const bounds = max === undefined ? `from ${min}` : `from ${min} to ${max}`;
  throw new InvalidOptionError(
    `${name}: a whole number ${bounds} was expected, ${came(value)} came.`,
  );
}

/** @throws InvalidOptionError unless `value` is a number within the bounds. */
export function requireRange(name: string, value: number, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new InvalidOptionError(
    `${name}: a number from ${min} to ${max} was expected, ${came(value)} came.`,
  );
}

/**
 * Undefined counts as left out.
 *
 * @param value Milliseconds, or false for never.
 * @returns Infinite for never.
 * @throws {@link InvalidOptionError} for less than a second, which was meant as seconds.
 */
export function requirePeriod(name: string, value: number | false | undefined): number | undefined {
  if (value === false) return Infinity;
  if (value === undefined || (typeof value === 'number' && value >= 1_000)) return value;
  throw new InvalidOptionError(
    `${name}: milliseconds from 1000, or false, were expected, ${came(value)} came.`,
  );
}

/** @throws {@link InvalidOptionError} unless it is a probability that can be tested at. */
export function requireLevel(name: string, level: number): void {
  if (Number.isFinite(level) && level > 0 && level < 1) return;
  throw new InvalidOptionError(
    `${name}: a number above 0 and below 1 was expected, ${came(level)} came.`,
  );
}

/** @throws {@link InvalidOptionError} unless `value` is a whole number from 1 to `max`. */
export function requireCount(name: string, value: number, max: number = Infinity): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  const range = max === Infinity ? 'of at least 1' : `from 1 to ${max}`;
  throw new InvalidOptionError(
    `${name}: a whole number ${range} was expected, ${came(value)} came.`,
  );
}
