import type { FeatureRows } from '../../../src/core/base/rows.js';
import { mmdTestFloat64 } from '../../../src/core/mmd/float64Test.js';
import { drawSplits } from '../../../src/core/mmd/splits.js';

/** The unbiased MMD² of two samples in float64, for the gaussian kernel. */
export async function exactMmd2(
  reference: FeatureRows,
  live: FeatureRows,
  bandwidth: number,
): Promise<number> {
  const splits = drawSplits(reference.count, live.count, 1, 0);
  const given = { kernel: 'gaussian', bandwidth, splits } as const;
  const { statistics } = await mmdTestFloat64(reference, live, given);
  return statistics[0]!;
}
