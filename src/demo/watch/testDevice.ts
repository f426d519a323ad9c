import { backendInfo } from 'tfjs-drift';

/** The test was to be computed on WebGPU, and there is none to be had. */
export class NoGpuError extends Error {
  override name = 'NoGpuError';

  /** @param why In words that go after "WebGPU: ". */
  constructor(why: string) {
    super(`The drift test was to be computed on WebGPU: ${why}.`);
  }
}

let own: Promise<GPUDevice> | undefined;

/**
 * The device to give to a monitor whose test is to be computed on WebGPU: one of the page's own, on
 * whatever adapter there is; or none where tfjs has one, as monitors take that by themselves and
 * features need not leave it.
 *
 * @throws NoGpuError where there is neither.
 */
export async function testDevice(): Promise<GPUDevice | undefined> {
  if (isModelOnWebGpu()) return undefined;
  own ??= requestDevice().catch((error) => {
    own = undefined;
    throw error;
  });
  return own;
}

/** Why {@link testDevice} has none to give, in words that go after "WebGPU: "; undefined where it has. */
export async function whyNoDevice(): Promise<string | undefined> {
  if (isModelOnWebGpu()) return undefined;
  const adapter = await findAdapter();
  return typeof adapter === 'string' ? adapter : undefined;
}

function isModelOnWebGpu(): boolean {
  return backendInfo().backend === 'webgpu';
}

async function requestDevice(): Promise<GPUDevice> {
  const adapter = await findAdapter();
  if (typeof adapter === 'string') throw new NoGpuError(adapter);
  const device = await adapter.requestDevice().catch(({ message }: Error) => {
    throw new NoGpuError(`its adapter gives no device (${message})`);
  });
  // The monitor goes on without it; the next one that wants a GPU asks anew.
  void device.lost.then(() => {
    own = undefined;
  });
  return device;
}

/** An adapter, or why there is none. */
async function findAdapter(): Promise<GPUAdapter | string> {
  if (!('gpu' in navigator) || !navigator.gpu) {
    return isSecureContext ? 'this browser does not have it' : 'it needs https or localhost';
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ?? 'this browser offers no adapter';
}
