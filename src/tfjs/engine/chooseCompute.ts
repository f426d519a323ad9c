import { InvalidOptionError } from '../../core/base/errors.js';
import { backendInfo, largestTensorBytes } from '../backend/backendInfo.js';
import type { ComputePlace } from './createEngine.js';
import { selfCheck } from './selfCheck.js';

/** See `MonitorOptions.compute`. */
export type ComputeChoice = ComputePlace | 'auto';

/**
 * Where the monitor computes. Without a GPU, or with one that the CPU emulates, plain TypeScript is
 * the fastest there is; a backend that fails the self-check is not used either.
 *
 * @param poolValues Float32 values of the largest tensor that the test needs.
 * @param onError Told why a backend was given up.
 * @throws {@link InvalidOptionError} for `'backend'` where the test does not fit its device.
 */
export async function chooseCompute(
  choice: ComputeChoice,
  poolValues: number,
  onError: (error: Error) => void,
): Promise<ComputePlace> {
  const { backend, software } = backendInfo();
  const bytes = 4 * poolValues;
  const fits = bytes <= largestTensorBytes();
  if (choice === 'backend' && !fits) {
    throw new InvalidOptionError(
      `compute: 'backend' came, and the test needs a buffer of ${bytes} bytes; the device allows ` +
        `${largestTensorBytes()}. Give a smaller reference or window, or leave \`compute\` out.`,
    );
  }
  const isFastest = backend === 'webgpu' && !software && fits;
  if (choice === 'typescript' || (choice === 'auto' && !isFastest)) return 'typescript';
  const failure = await selfCheck();
  if (!failure) return 'backend';
  onError(failure);
  return 'typescript';
}
