import { type Patience, patiently } from '../core/base/patience.js';
import type { FeatureRows } from '../core/base/rows.js';
import { refusedCopy } from '../core/mmd/gpu/refusedCopy.js';
import { type Sample, type SampleRows, sizes } from './sample.js';

/**
 * A sample's rows in main memory, not yet checked for width or finite values.
 *
 * @throws TimeoutError where the backend that keeps them does not answer.
 */
export async function readSample(sample: SampleRows, patience: Patience): Promise<FeatureRows> {
  if ('rows' in sample) return sample.rows;
  const values = await patiently(sample.onDevice.data(), "The model's backend", patience);
  return { values, ...sizes(sample) };
}

/**
 * @throws InvalidFeaturesError where the GPU refused to copy the sample's rows.
 * @throws TimeoutError where it does not answer.
 */
export async function requireCopied(sample: Sample, patience: Patience): Promise<void> {
  const refusal = 'onDevice' in sample ? sample.onDevice.refusal : undefined;
  const error = refusal && (await patiently(refusal, 'The GPU', patience));
  if (error) throw refusedCopy(error);
}
