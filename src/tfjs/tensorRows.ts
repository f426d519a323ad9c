import { gather, keep, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { loadPart } from '../core/base/loadPart.js';
import type { DeviceRows, LentBuffer } from '../core/base/rows.js';
import { currentHolder, holderOf, isLost, requireHere } from './backend/holder.js';

/** Kept, since `import` of what is there already takes a browser some tasks more. */
let part: typeof import('./readTensor.later.js') | undefined;

/** A tensor as rows, wherever tfjs keeps it; it is the rows' from now on. */
export function tensorRows(tensor: Tensor2D): DeviceRows {
  const holder = holderOf(tensor);
  // Types besides float32 lie there in other bits.
  const isReadable = tensor.dtype === 'float32';
  return {
    shape: tensor.shape,
    device: isReadable ? holder?.device : undefined,
    holder,
    data: async () => {
      part ??= await loadPart(() => import('./readTensor.later.js'));
      return part.readTensor(tensor);
    },
    pick: (at) => pick(tensor, at),
    lend: () => lend(tensor),
    dispose: () => free(tensor),
  };
}

function pick(tensor: Tensor2D, at: readonly number[]): DeviceRows {
  requireHere(tensor, 'live');
  return tensorRows(tidy(() => keep(gather(tensor, [...at]))));
}

/** tfjs copies the tensor on the device and submits its own work, so that ours comes after it. */
function lend(tensor: Tensor2D): LentBuffer | undefined {
  const holder = holderOf(tensor);
  // tfjs takes the copy for one of the current backend.
  if (!holder || holder !== currentHolder() || isLost(holder)) return undefined;
  let copy: Tensor | undefined;
  try {
    const { buffer, tensorRef } = tensor.dataToGPU();
    copy = tensorRef;
    // The app may close a tfjs scope of its own before the copy is read.
    if (buffer) {
      keep(tensorRef);
      return { buffer, release: () => free(tensorRef) };
    }
  } catch {
    // tfjs keeps small tensors in main memory.
  }
  if (copy) free(copy);
  return undefined;
}

function free(tensor: Pick<Tensor2D, 'dispose'>): void {
  try {
    tensor.dispose();
  } catch {
    // Its backend was removed, and the memory with it.
  }
}
