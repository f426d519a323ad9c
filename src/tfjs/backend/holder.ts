import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { AdapterDescription } from '../../core/base/adapter.js';
import { InvalidFeaturesError } from '../../core/base/errors.js';
import { lossOf } from '../../core/mmd/gpu/deviceLoss.js';

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

/** Whether all that it keeps is gone: its device or context is lost, or tfjs has removed it. */
export function isLost(holder: Holder): boolean {
  return isDeviceLost(holder) || !(Object.values(engine().registry) as Holder[]).includes(holder);
}

/** Whether its device or context is. */
export function isDeviceLost({ device, gpgpu }: Holder): boolean {
  if (device) return lossOf(device).message !== undefined;
  return gpgpu?.gl.isContextLost() === true;
}

/** @throws {@link InvalidFeaturesError} where no backend keeps it any more. */
export function requireHolder(tensor: Tensor): Holder {
  const holder = holderOf(tensor);
  if (holder) return holder;
  throw new InvalidFeaturesError(
    'A tensor came whose values are gone: it is disposed of, or its backend was removed. Give one that ' +
      'tfjs still keeps.',
  );
}

/**
 * tfjs moves a tensor that it computes with, and off a GPU by a synchronous readback: that may lose the device,
 * and give zeros.
 *
 * @param what How messages call the tensor's rows.
 * @throws {@link InvalidFeaturesError} for a tensor that would be moved so, or that nothing keeps.
 */
export function requireHere(tensor: Tensor, what: string): void {
  const holder = requireHolder(tensor);
  if (holder === currentHolder() || !(holder.device ?? holder.gpgpu)) return;
  throw new InvalidFeaturesError(
    `${what}: a tensor came that lies on a GPU backend which the app has left. Give its values as an array.`,
  );
}

/** @throws {@link InvalidFeaturesError} for complex numbers and strings. */
export function requireNumbers({ dtype }: Tensor, what: string): void {
  if (dtype !== 'complex64' && dtype !== 'string') return;
  throw new InvalidFeaturesError(`${what}: a tensor of type ${dtype} came; numbers were expected.`);
}
