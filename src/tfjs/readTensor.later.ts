import type { Tensor } from '@tensorflow/tfjs-core';
import { DeviceLostError, DriftError } from '../core/base/errors.js';
import { lossAfter } from '../core/mmd/gpu/deviceErrors.js';
import { lossOf } from '../core/mmd/gpu/deviceLoss.js';
import { type Holder, isDeviceLost, requireHolder } from './backend/holder.js';

/**
 * A copy of a tensor's values. tfjs itself may give zeros for what lay on a device that is lost.
 *
 * @throws {@link DeviceLostError} where it is lost before they are read, or meanwhile.
 * @throws InvalidFeaturesError for a tensor that is disposed of, or was removed with its backend.
 */
export async function readTensor(tensor: Tensor): Promise<Float32Array> {
  const holder = requireHolder(tensor);
  let failure: unknown;
  let values: Float32Array | undefined;
  try {
    values = Float32Array.from(await tensor.data());
  } catch (error) {
    failure = error;
  }
  if (holder.device) await lossAfter(values ? 'read' : 'failed', holder.device);
  if (isDeviceLost(holder)) throw lostError(holder);
  if (values) return values;
  requireHolder(tensor);
  throw new DriftError(`tfjs could not read the features: ${failure}`, { cause: failure });
}

function lostError({ device }: Holder): DeviceLostError {
  const what = device
    ? `The GPUDevice that features lie on is lost: ${lossOf(device).message}.`
    : 'The WebGL context that features lie on is lost.';
  return new DeviceLostError(
    `${what} They are gone; start the backend anew, load the model again, and wrap it.`,
  );
}
