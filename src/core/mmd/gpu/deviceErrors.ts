import { DeviceError, DeviceLostError, DriftError } from '../../base/errors.js';
import { nextTask } from '../../base/tasks.js';
import { type DeviceLoss, lossOf } from './deviceLoss.js';

/** What to throw for work that a device refused with this error, or did not do as it is lost. */
export function deviceError(device: GPUDevice, error?: { readonly message: string }): DeviceError {
  const { message } = lossOf(device);
  if (message !== undefined) {
    return new DeviceLostError(
      `The GPUDevice that tests are computed on is lost: ${message}. A monitor goes on in main memory; ` +
        'rows that lie on the device are gone, so give later ones as arrays, or make both anew.',
    );
  }
  return new DeviceError(
    `The GPU refused what a test needs: ${error?.message?.trim() || 'no reason was given'} A monitor ` +
      'goes on in main memory; give `mmdTest` no `compute`.',
    { cause: error },
  );
}

/** What to throw for an error of any kind that working with a device threw. */
export function ofDevice(device: GPUDevice, error: unknown): unknown {
  return error instanceof DriftError ? error : deviceError(device, error as Error);
}

/** How long after a readback that failed a lost device may take to say so. */
const TELLING_MS = 200;

/**
 * What is known of a device's loss after a readback: of what the loss did to it one may hear before one
 * hears of the loss.
 */
export async function lossAfter(
  outcome: 'read' | 'failed',
  device: GPUDevice,
): Promise<DeviceLoss> {
  const loss = lossOf(device);
  if (outcome === 'read') await nextTask();
  else await Promise.race([device.lost, new Promise((end) => setTimeout(end, TELLING_MS))]);
  return loss;
}

/** The same after a mapping that failed: a lost device says so only then. */
export async function deviceErrorSoon(
  device: GPUDevice,
  error?: { readonly message: string },
): Promise<DeviceError> {
  await lossAfter('failed', device);
  return deviceError(device, error);
}
