import { InvalidOptionError } from '../core/base/errors.js';

/** Milliseconds from 1970 that a Date can hold, both ways. */
const LARGEST = 8.64e15;

/**
 * The caller's clock; where it throws or tells no time, the computer's, from then on.
 *
 * @param onError Told of it, once.
 */
export function reliableClock(clock: () => number, onError: (error: Error) => void): () => number {
  let isReliable = true;
  return () => {
    if (!isReliable) return computersTime();
    let came: unknown;
    try {
      came = clock();
    } catch (error) {
      came = error;
    }
    if (typeof came === 'number' && Math.abs(came) <= LARGEST) return came;
    isReliable = false;
    onError(
      new InvalidOptionError(
        `clock: milliseconds since 1970 were expected, ${came} came; Date.now is used instead. Give a method ` +
          'with its object: `() => performance.timeOrigin + performance.now()`.',
      ),
    );
    return computersTime();
  };
}

/** A page may have put something in its place. */
function computersTime(): number {
  try {
    return Date.now();
  } catch {
    return performance.timeOrigin + performance.now();
  }
}
