import type { FeatureRows } from '../base/rows.js';
import { distanceQuantiles } from '../math/medianDistance.later.js';
import type { Bandwidth } from './options.js';

/**
 * What an engine is given for a bandwidth: a number, the pooled median anew for each test, or the
 * grid of MMD-FUSE.
 */
export type EngineBandwidth = number | 'pooled-median' | readonly number[];

/**
 * @param rows The reference's.
 * @param median Their median distance; asked for only where it is needed.
 */
export async function engineBandwidth(
  bandwidth: Bandwidth,
  rows: FeatureRows,
  median: () => number | Promise<number>,
): Promise<EngineBandwidth> {
  if (bandwidth === 'median') return median();
  if (bandwidth !== 'fuse') return bandwidth;
  const [low, high] = await distanceQuantiles(rows, [0.05, 0.95]);
  return fuseGrid(low!, high!);
}

/** Of the bandwidths that MMD-FUSE combines. */
const STEPS = 4;

/**
 * The bandwidths that MMD-FUSE combines here: in equal proportions from half the 5 % to twice the 95 % quantile of
 * the distances, the ends of the paper's grid (Biggs, Schrab & Gretton 2023, section 6).
 */
export function fuseGrid(low: number, high: number): readonly number[] {
  const [least, most] = [low / 2, 2 * high];
  return Array.from({ length: STEPS + 1 }, (_, step) => least * (most / least) ** (step / STEPS));
}
