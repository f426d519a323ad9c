import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { registerBackend, removeBackend } from '@tensorflow/tfjs-core';
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

const WANTED_LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** That of the backend that was registered last. */
let current: GPUDevice | undefined;

/**
 * Registers tfjs's WebGPU backend on a device of our own. tfjs's own registration breaks on a null
 * adapter, tells nothing of a lost device, and cannot be repeated after a loss; this can.
 * https://github.com/tensorflow/tfjs/issues/7700 for why there must be one tfjs-core.
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
  const adapter = await patiently(
    navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }),
    'The browser, asked for a WebGPU adapter,',
    { signal },
  );
  if (!adapter) return 'the browser offers no WebGPU adapter';
  const { adapter: name, software } = describeAdapter(adapter.info);
  if (software && !allowSoftware) return `its only adapter is a software one (${name})`;
  const requested = adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: Object.fromEntries(WANTED_LIMITS.map((key) => [key, adapter.limits[key]])),
  });
  let device: GPUDevice;
  try {
    device = await patiently(requested, 'The GPU, asked for a device,', { signal });
    // One of an adapter that is gone meanwhile is lost already.
    const lost = await Promise.race([device.lost, nextTask()]);
    if (lost) return `its device was lost at once (${lost.message || lost.reason})`;
    signal?.throwIfAborted();
  } catch (error) {
    // One that comes late is nobody's.
    requested.then(
      (late) => late.destroy(),
      () => {},
    );
    throw error;
  }
  device.lost.then(({ message }) => {
    // One that makes room for another is not missed.
    if (current === device) listeners.onDeviceLost?.(message);
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    listeners.onDeviceError?.(error.message);
  });
  current = device;
  removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3);
  return undefined;
}
