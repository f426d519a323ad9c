import { backendInfo } from '../backend/backendInfo.js';
import type { ComputePlace } from '../detector/createEngine.js';
import { selfCheck } from '../detector/selfCheck.js';

/** See `MonitorOptions.compute`. */
export type ComputeChoice = ComputePlace | 'auto';

/**
 * Where the monitor computes. Without a GPU, or with one that the CPU emulates, plain TypeScript is
 * the fastest there is; a backend that fails the self-check is not used either.
 *
 * @param onError Told why a backend was given up.
 */
export async function chooseCompute(
  choice: ComputeChoice,
  onError: (error: Error) => void,
): Promise<ComputePlace> {
  const { backend, software } = backendInfo();
  const isFastest = backend === 'webgpu' && !software;
  if (choice === 'typescript' || (choice === 'auto' && !isFastest)) return 'typescript';
  const failure = await selfCheck();
  if (!failure) return 'backend';
  onError(failure);
  return 'typescript';
}
