import { adapterOf } from '../base/adapter.js';
import {
  BackendMismatchError,
  DeviceError,
  InvalidOptionError,
  TimeoutError,
} from '../base/errors.js';
import { type Patience, patiently } from '../base/patience.js';
import type { EngineBandwidth } from './bandwidth.js';
import type { ComputeDevice } from './createEngine.js';
import type { ComputeChoice, ComputePlace, PoolSize } from './engine.js';
import { largestBufferBytes } from './gpu/engineBuffers.js';
import { selfCheck } from './gpu/selfCheck.js';
import { isCheaperOnGpu } from './sampleCost.js';
import { type Permutations, splitsAtMost } from './splits.js';

/** What a choice rests on. */
interface ComputeRequest {
  readonly choice: ComputeChoice;
  /** The device that was given, or that the app's models compute on. */
  readonly device: GPUDevice | undefined;
  /** Of the rows that are compared. */
  readonly size: PoolSize;
  readonly permutations: Permutations;
  readonly bandwidth: EngineBandwidth;
  /** Whether live rows come on that device. */
  readonly arrivesOnDevice: boolean;
  readonly patience?: Patience | undefined;
}

/** Where a test computes, and on what. */
export interface ComputeSettled {
  readonly compute: ComputePlace;
  /** Where `compute` is `'webgpu'`. */
  readonly gpu?: ComputeDevice | undefined;
}

const IN_MEMORY: ComputeSettled = { compute: 'wasm' };

/**
 * Where a test computes, of a monitor as of `mmdTest`. `'auto'` takes a real GPU that passes the
 * self-check, where rows come on it, or where it takes the main thread less time a sample at these
 * sizes; else WebAssembly, which is the fastest there is.
 *
 * @param onError Told why a GPU was given up: whatever was asked for, tests go on in main memory.
 * @throws {@link InvalidOptionError} for `'webgpu'` without a device, or a test that does not fit it.
 */
export async function chooseCompute(
  request: ComputeRequest,
  onError: (error: Error) => void,
): Promise<ComputeSettled> {
  const { device, bandwidth } = request;
  const wantsGpu = request.choice === 'webgpu' || (request.choice === 'backend' && device);
  const choice = request.choice === 'backend' ? 'auto' : request.choice;
  if (!wantsGpu && choice !== 'auto') return { compute: choice };
  // The pooled median and MMD-FUSE are computed in main memory wherever the others are.
  if (typeof bandwidth !== 'number') return IN_MEMORY;
  if (!device) {
    if (choice === 'auto') return IN_MEMORY;
    throw new InvalidOptionError(
      "compute: 'webgpu' came, and there is no GPUDevice: tfjs is not on WebGPU, and no `device` was " +
        'given. Give one, or leave `compute` out.',
    );
  }
  const { software } = adapterOf(device);
  if (!fits(request, device)) {
    if (!wantsGpu) return IN_MEMORY;
    throw new InvalidOptionError(
      `compute: 'webgpu' came, and the test needs a buffer of ${bytesNeeded(request)} bytes; the ` +
        `device allows ${bytesAllowed(device)}. Give a smaller reference or window, or leave ` +
        '`compute` out.',
    );
  }
  // A browser that does not name the adapter may have an emulated one.
  if (!wantsGpu && (software || !('adapterInfo' in device))) return IN_MEMORY;
  try {
    const { patience } = request;
    const isBetter = () => patiently(isBetterOn(device, request), 'The GPU', patience);
    if (!wantsGpu && !(await isBetter())) return IN_MEMORY;
    const failure = await patiently(selfCheck(device, software), 'The GPU', patience);
    if (!failure) return { compute: 'webgpu', gpu: { device, software } };
    onError(failure);
  } catch (error) {
    const isOfDevice = [DeviceError, BackendMismatchError, TimeoutError].some(
      (type) => error instanceof type,
    );
    if (!isOfDevice) throw error;
    onError(error as Error);
  }
  return IN_MEMORY;
}

function fits(request: ComputeRequest, device: GPUDevice): boolean {
  return bytesNeeded(request) <= bytesAllowed(device);
}

function bytesNeeded({ size, permutations }: ComputeRequest): number {
  return largestBufferBytes(size, splitsAtMost(permutations));
}

function bytesAllowed({ limits }: GPUDevice): number {
  return Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
}

async function isBetterOn(
  device: GPUDevice,
  { arrivesOnDevice, size, permutations }: ComputeRequest,
): Promise<boolean> {
  return arrivesOnDevice || isCheaperOnGpu(size, splitsAtMost(permutations), device);
}
