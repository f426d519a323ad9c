import {
  argMax,
  cast,
  gather,
  keep,
  type Rank,
  ready,
  reshape,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { isTensor } from '../core/base/rows.js';
import type { Runtime } from '../core/model/runtime.js';
import { backendInfo, hasBackend } from './backend/backendInfo.js';
import { copyGpuRows, isGpuRows } from './gpuRows.js';
import { tappable } from './models/tappable.js';

/** tfjs, as monitors need it: on the backend that the app has chosen. */
export const tfjs: Runtime = {
  tappable,
  takeRows(rows, what) {
    if (isGpuRows(rows)) return copyGpuRows(rows);
    return isTensor(rows) ? { onBackend: sharedRows(rows as Tensor, what) } : undefined;
  },
  pickRows: (rows, at) => tidy(() => keep(gather(rows as Tensor2D, [...at]))),
  async largestColumns(rows) {
    const columns = tidy(() => argMax(rows as Tensor2D, 1));
    try {
      return [...(await columns.data())];
    } finally {
      columns.dispose();
    }
  },
  backendInfo,
  async loadCompute() {
    const { tfjsCompute } = await loadPart(() => import('./engine/compute.later.js'));
    // Wherever the test computes, verdicts name the backend.
    if (hasBackend()) await ready();
    return tfjsCompute;
  },
};

/** Stays alive when the caller disposes of his. */
function sharedRows(tensor: Tensor, what: string): Tensor2D {
  const { shape, rank } = tensor;
  if (rank < 1 || rank > 2 || tensor.size === 0) {
    throw new InvalidFeaturesError(
      `${what}: a tensor of shape [${shape}] came; [count, width] or [width] was expected.`,
    );
  }
  const rows: [number, number] = rank === 1 ? [1, -1] : [shape[0]!, shape[1]!];
  return tidy(() => keep(cast(reshape<Rank.R2>(tensor, rows), 'float32')));
}
