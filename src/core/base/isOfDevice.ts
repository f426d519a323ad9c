import { DeviceError, DeviceLostError } from './errors.js';

/** Whether a device is lost, or refused what a test needs: tests can go on without it. */
export function isOfDevice(error: unknown): error is DeviceError | DeviceLostError {
  return error instanceof DeviceError || error instanceof DeviceLostError;
}
