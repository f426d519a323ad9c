import {
  findBackendFactory,
  type KernelBackend,
  registerBackend,
  removeBackend,
} from '@tensorflow/tfjs-core';
import { describeAdapter } from '../../core/base/adapter.js';
import { patiently } from '../../core/base/patience.js';
import { nextTask } from '../../core/base/tasks.js';

/** What goes on with the device after it was made. */
export interface DeviceListeners {
  /**
   * The device was lost, or destroyed by others: all tensors and models on it are gone, and must be made
   * again. Not called once another `initBackend` has taken its place.
   */
  readonly onDeviceLost?: ((message: string) => void) | undefined;
  /** The GPU refused a command outside any error scope. */
  readonly onDeviceError?: ((message: string) => void) | undefined;
}

type WebGpuBackend = KernelBackend & { readonly device: GPUDevice };
type Factory = () => Promise<WebGpuBackend>;

/** That of tfjs's package, which makes a device anew with each call. */
let ofPackage: Factory | undefined;
/** What was registered in its place last, and the device there. */
let current: { readonly factory: Factory; readonly device: GPUDevice } | undefined;

/**
 * Starts tfjs's WebGPU backend on a device that is watched. tfjs itself breaks on a null adapter, tells
 * nothing of a lost device, and does not begin anew after a loss. The app imports the package, so that those who
 * do without WebGPU need not have it.
 *
 * @returns Why there is no device, or undefined where the backend was registered.
 * @throws TimeoutError where the browser does not answer within a minute, or what it throws.
 * @throws The signal's reason, when aborted.
 */
export async function registerOwnedDevice(
  allowSoftware: boolean,
  listeners: DeviceListeners,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!('gpu' in navigator) || !navigator.gpu) {
    return isSecureContext
      ? 'this browser has no WebGPU'
      : 'WebGPU needs https or localhost, and this page is neither';
  }
  const startPackage = packageFactory();
  if (!startPackage) return 'its package is not imported';
  const adapter = await patiently(
    navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }),
    'The browser, asked for a WebGPU adapter,',
    { signal },
  );
  if (!adapter) return 'the browser offers no WebGPU adapter';
  const { adapter: name, software } = describeAdapter(adapter.info);
  if (software && !allowSoftware) return `its only adapter is a software one (${name})`;
  const requested = startPackage();
  let backend: WebGpuBackend;
  try {
    backend = await patiently(requested, 'The GPU, asked for a device,', { signal });
    // One of an adapter that is gone meanwhile is lost already.
    const lost = await Promise.race([backend.device.lost, nextTask()]);
    if (lost) return `its device was lost at once (${lost.message || lost.reason})`;
    signal?.throwIfAborted();
  } catch (error) {
    // One that comes late is nobody's.
    requested.then(
      (late) => late.device.destroy(),
      () => {},
    );
    throw error;
  }
  const { device } = backend;
  device.lost.then(({ message }) => {
    // One that makes room for another is not missed.
    if (current?.device === device) listeners.onDeviceLost?.(message);
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    listeners.onDeviceError?.(error.message);
  });
  current = { factory: async () => backend, device };
  removeBackend('webgpu');
  registerBackend('webgpu', current.factory, 3);
  return undefined;
}

function packageFactory(): Factory | undefined {
  const registered = findBackendFactory('webgpu') as Factory | undefined;
  if (registered && registered !== current?.factory) ofPackage = registered;
  return ofPackage;
}
