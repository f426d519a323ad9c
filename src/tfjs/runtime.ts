import { cast, keep, type Rank, ready, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { patiently } from '../core/base/patience.js';
import { type DeviceRows, isTensor } from '../core/base/rows.js';
import type { Runtime } from '../core/model/runtime.js';
import { backendDevice, backendInfo, hasBackend } from './backend/backendInfo.js';
import { requireHere, requireNumbers } from './backend/holder.js';
import { tappable } from './models/tappable.js';
import { tensorRows } from './tensorRows.js';

/** tfjs, as monitors need it: on the backend that the app has chosen. */
export const tfjs: Runtime = {
  tappable,
  takeRows: (rows, what) => (isTensor(rows) ? sharedRows(rows as Tensor, what) : undefined),
  device: backendDevice,
  backendInfo,
  ready: async () => {
    if (!hasBackend()) return;
    // Where none starts, what needs none goes on, and the app's own calls tell why.
    await patiently(ready(), "tfjs's backend").catch(() => {});
  },
};

/** Stays alive when the caller disposes of his. */
function sharedRows(tensor: Tensor, what: string): DeviceRows {
  const { shape, rank } = tensor;
  if (rank < 1 || rank > 2 || tensor.size === 0) {
    throw new InvalidFeaturesError(
      `${what}: a tensor of shape [${shape}] came; [count, width] or [width] was expected.`,
    );
  }
  requireNumbers(tensor, what);
  requireHere(tensor, what);
  const rows: [number, number] = rank === 1 ? [1, -1] : [shape[0]!, shape[1]!];
  return tensorRows(tidy(() => keep(cast(reshape<Rank.R2>(tensor, rows), 'float32'))));
}
