import { mmdTestFloat64 } from '../../src/detector/mmdTestFloat64.js';
import type { FeatureRows } from '../../src/rows/featureRows.js';
import { medianDistance } from '../../src/statistics/medianDistance.js';
import { permutationPValue, tieTolerance } from '../../src/statistics/pValue.js';
import { drawSplits } from '../../src/statistics/splits.js';

/** The p-value of windows against one reference (gaussian kernel, the reference's median). */
export async function projectedTest(
  reference: FeatureRows,
  windowSize: number,
  permutations: number,
  seed: number,
): Promise<(window: FeatureRows) => Promise<number>> {
  const bandwidth = await medianDistance(reference);
  const splits = drawSplits(reference.count, windowSize, permutations, seed);
  return async (window) => {
    const test = { kernel: 'gaussian', bandwidth, splits } as const;
    const { statistics } = await mmdTestFloat64(reference, window, test);
    return permutationPValue(statistics, tieTolerance.float64);
  };
}
