import type { FeatureRows } from '../../src/core/base/rows.js';
import { medianDistance } from '../../src/core/math/medianDistance.later.js';
import { mmdTestFloat64 } from '../../src/core/mmd/float64Test.js';
import { permutationPValue, tieTolerance } from '../../src/core/mmd/outcome.js';
import { drawSplits } from '../../src/core/mmd/splits.js';

/** The p-value of windows against one reference (gaussian kernel, the reference's median). */
export async function projectedTest(
  reference: FeatureRows,
  windowSize: number,
  permutations: number,
  seed: number,
): Promise<(window: FeatureRows) => Promise<number>> {
  const bandwidth = await medianDistance(reference, 'squared');
  const splits = drawSplits(reference.count, windowSize, permutations, seed);
  return async (window) => {
    const test = { kernel: 'gaussian', bandwidth, splits } as const;
    const { statistics } = await mmdTestFloat64(reference, window, test);
    return permutationPValue(statistics, tieTolerance('float64', 0));
  };
}
