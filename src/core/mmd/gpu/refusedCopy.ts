import { InvalidFeaturesError } from '../../base/errors.js';

/** Why rows in a caller's buffer did not come, by the error of the device that was to copy them. */
export function refusedCopy({ message }: GPUError): InvalidFeaturesError {
  return new InvalidFeaturesError(
    `live: the GPU buffer cannot be read: ${message.trim()} A buffer that is neither mapped ` +
      'nor destroyed, and of the same GPUDevice as the monitor computes on, was expected; from ' +
      'another device, give the rows as a Float32Array.',
  );
}
