import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { AdapterDescription } from '../../core/base/adapter.js';
import { DeviceLostError, DriftError, InvalidFeaturesError } from '../../core/base/errors.js';
import { lossOf, lossSoon } from '../../core/mmd/gpu/device.js';

/** What keeps the values of tensors: an instance of one of tfjs's backends. */
export interface Holder {
  /** Of the WebGPU backend. */
  readonly device?: GPUDevice;
  readonly adapterInfo?: AdapterDescription;
  /** Of the WebGL backend. */
  readonly gpgpu?: { readonly gl: WebGL2RenderingContext };
}

/** The backend that the app computes on; undefined while it has not started. Starts none. */
export function currentHolder(): Holder | undefined {
  const { registry, backendName } = engine();
  return registry[backendName] as Holder | undefined;
}

/** Undefined for a tensor that is disposed of, or that the engine does not know any more. */
export function holderOf(tensor: Tensor): Holder | undefined {
  if (tensor.isDisposed) return undefined;
  return engine().state.tensorInfo.get(tensor.dataId)?.backend as Holder | undefined;
}

/** Whether tensors leave it by a synchronous readback only, which may lose the device and give zeros. */
export function isGpu({ device, gpgpu }: Holder): boolean {
  return device !== undefined || gpgpu !== undefined;
}

/** Whether all that it keeps is gone: its device or context is lost, or tfjs has removed it. */
export function isLost(holder: Holder): boolean {
  return isDeviceLost(holder) || !(Object.values(engine().registry) as Holder[]).includes(holder);
}

function isDeviceLost({ device, gpgpu }: Holder): boolean {
  if (device) return lossOf(device).message !== undefined;
  return gpgpu?.gl.isContextLost() === true;
}

/**
 * A copy of a tensor's values. tfjs itself may give zeros for what lay on a device that is lost.
 *
 * @throws {@link DeviceLostError} where it is lost before they are read, or meanwhile.
 * @throws {@link InvalidFeaturesError} for a tensor that is disposed of, or removed with its backend.
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
  if (holder.device) await lossSoon(holder.device);
  if (isDeviceLost(holder)) throw lostError(holder);
  if (values && holderOf(tensor)) return values;
  requireHolder(tensor);
  throw new DriftError(`tfjs could not read the features: ${failure}`, { cause: failure });
}

/** @throws {@link InvalidFeaturesError} where no backend keeps it any more. */
export function requireHolder(tensor: Tensor): Holder {
  const holder = holderOf(tensor);
  if (holder) return holder;
  throw new InvalidFeaturesError(
    'A tensor came whose values are gone: it is disposed of, or was removed with its backend. Keep it ' +
      'until the call that it is given to returns; after tf.engine().reset() or a lost device make ' +
      'tensors and models anew.',
  );
}

function lostError({ device }: Holder): DeviceLostError {
  const what = device
    ? `The GPUDevice that features lie on is lost: ${lossOf(device).message}.`
    : 'The WebGL context that features lie on is lost.';
  return new DeviceLostError(
    `${what} They are gone; start the backend anew, load the model again, and wrap it.`,
  );
}
