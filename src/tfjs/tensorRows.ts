import { engine, gather, keep, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { DeviceRows, LentBuffer } from '../core/base/rows.js';

/** A tensor as rows, wherever tfjs keeps it; it is the rows' from now on. */
export function tensorRows(tensor: Tensor2D): DeviceRows {
  const holder = engine().state.tensorInfo.get(tensor.dataId)?.backend;
  // Types besides float32 lie there in other bits.
  const isReadable = tensor.dtype === 'float32';
  return {
    shape: tensor.shape,
    device: isReadable ? (holder as { device?: GPUDevice } | undefined)?.device : undefined,
    data: async () => Float32Array.from(await tensor.data()),
    pick: (at) => tensorRows(tidy(() => keep(gather(tensor, [...at])))),
    lend: () => lend(tensor),
    dispose: () => tensor.dispose(),
  };
}

/** tfjs copies the tensor on the device and submits its own work, so that ours comes after it. */
function lend(tensor: Tensor2D): LentBuffer | undefined {
  try {
    const { buffer, tensorRef } = tensor.dataToGPU();
    // The app may close a tfjs scope of its own before the copy is read.
    keep(tensorRef);
    return buffer && { buffer, release: () => tensorRef.dispose() };
  } catch {
    // tfjs keeps small tensors in main memory.
    return undefined;
  }
}
