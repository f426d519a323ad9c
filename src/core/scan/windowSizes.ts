/** Windows of how many rows a scan looks at, and what share of the false alarms each may have. */

import { SMALLEST_OF_FRAMES } from './windowLimits.js';

/** Of the false alarms, so many are shared equally, lest small windows go without. */
const EQUAL_SHARE = 0.2;

/**
 * How far apart rows of a window are that are compared with each other: 1 where inputs tell nothing of
 * each other, 2 where they are frames. However well a video is thinned, two frames in a row are of one
 * scene now and then, and a small window of those would not be like anything.
 */
export type Apart = 1 | 2;

/** From 1 to `largest`, each the one before times √2 or so, ascending. */
export function windowSizes(largest: number, apart: Apart): number[] {
  const smallest = apart === 1 ? 1 : Math.min(SMALLEST_OF_FRAMES, largest);
  const sizes = new Set([1]);
  for (let halvings = 0; ; halvings += 0.5) {
    const size = Math.round(largest / 2 ** halvings);
    if (size < smallest) break;
    sizes.add(size);
  }
  return [...sizes].sort((a, b) => a - b);
}

/**
 * How the false alarms are shared: a part equally, the rest by the squares of the sizes. Large windows see
 * what small ones cannot; what small ones see is so strong that a small share will do.
 *
 * @returns As many as sizes; their sum is 1.
 */
export function sharesOf(sizes: readonly number[]): number[] {
  const squares = sizes.reduce((sum, size) => sum + size * size, 0);
  return sizes.map(
    (size) => EQUAL_SHARE / sizes.length + ((1 - EQUAL_SHARE) * size * size) / squares,
  );
}
