import type { Bandwidth } from './options.js';

/**
 * What an engine is given for a bandwidth: a number, the pooled median anew for each test, or the
 * grid of MMD-FUSE.
 */
export type EngineBandwidth = number | 'pooled-median' | readonly number[];

/** Multiples of the reference's median distance that MMD-FUSE combines. */
const FUSE_GRID = [0.5, 1, 2];

/** @param median The reference's median distance; asked for only where it is needed. */
export async function engineBandwidth(
  bandwidth: Bandwidth,
  median: () => number | Promise<number>,
): Promise<EngineBandwidth> {
  if (bandwidth === 'median') return median();
  if (bandwidth !== 'fuse') return bandwidth;
  const middle = await median();
  return FUSE_GRID.map((factor) => factor * middle);
}
