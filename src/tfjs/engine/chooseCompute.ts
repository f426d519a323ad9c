import { ready } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../core/base/errors.js';
import type { ComputeChoice, ComputePlace, PoolSize } from '../../core/mmd/engine.js';
import { backendInfo, hasBackend, largestTensorBytes } from '../backend/backendInfo.js';
import { selfCheck } from './selfCheck.js';

/**
 * Where a test computes, of a monitor as of `mmdTest`. Without a GPU, or with one that the CPU
 * emulates, plain TypeScript is the fastest there is; a backend that fails the self-check is not used
 * either.
 *
 * @param onError Told why a backend was given up.
 * @throws {@link InvalidOptionError} for `'backend'` where the test does not fit its device.
 */
export async function chooseCompute(
  choice: ComputeChoice,
  size: PoolSize,
  onError: (error: Error) => void,
): Promise<ComputePlace> {
  if (choice === 'typescript' || (choice === 'auto' && !hasBackend())) return 'typescript';
  await ready();
  const { backend, software } = backendInfo();
  const bytes = 4 * largestTensorValues(size);
  const fits = bytes <= largestTensorBytes();
  if (choice === 'backend' && !fits) {
    throw new InvalidOptionError(
      `compute: 'backend' came, and the test needs a buffer of ${bytes} bytes; the device allows ` +
        `${largestTensorBytes()}. Give a smaller reference or window, or leave \`compute\` out.`,
    );
  }
  const isFastest = backend === 'webgpu' && !software && fits;
  if (choice === 'auto' && !isFastest) return 'typescript';
  const failure = await selfCheck();
  if (!failure) return 'backend';
  onError(failure);
  return 'typescript';
}

/** Of the pool's kernel matrix or its rows, whose width is brought to a multiple of four. */
function largestTensorValues({ referenceSize, windowSize, width }: PoolSize): number {
  const poolSize = referenceSize + windowSize;
  return poolSize * Math.max(poolSize, width + 3);
}
