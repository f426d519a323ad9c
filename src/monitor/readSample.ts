import { InvalidFeaturesError } from '../core/base/errors.js';
import { type Patience, patiently } from '../core/base/patience.js';
import type { FeatureRows } from '../core/base/rows.js';
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
export async function requireCopied({ refusal }: Sample, patience: Patience): Promise<void> {
  const error = refusal && (await patiently(refusal, 'The GPU', patience));
  if (!error) return;
  throw new InvalidFeaturesError(
    `live: the GPU buffer cannot be read: ${error.message.trim()} A buffer that is neither mapped ` +
      'nor destroyed, and of the same GPUDevice as the monitor computes on, was expected; from ' +
      'another device, give the rows as a Float32Array.',
  );
}
