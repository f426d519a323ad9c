import {
  matMul,
  mul,
  reshape,
  sub,
  sum,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { PcaReducer } from '../../core/math/pca.js';

/** What `projectRows` does, in float32 on the app's tfjs backend, for rows that are there already. */
export interface BackendProjection {
  /** @returns Shape [rows, k]; the caller's, as the rows are. */
  project(rows: Tensor2D): Tensor2D;
  dispose(): void;
}

export function backendProjection({ mean, components }: PcaReducer): BackendProjection {
  const { values, count, width } = components;
  const centre = tensor1d(mean);
  const axes = tensor2d(values, [count, width]);
  return {
    project: (rows) =>
      tidy(() => {
        // The mean is taken off first: what it adds to a product would cost most of float32's digits.
        const centred = sub<Tensor2D>(rows, centre);
        if (rows.shape[0] > 1) return matMul<Tensor2D>(centred, axes, false, true);
        // A matrix product's tiles would be idle but for one row; on a software adapter this takes
        // a seventh of its time.
        return reshape(sum(mul(axes, centred), 1), [1, count]);
      }),
    dispose() {
      centre.dispose();
      axes.dispose();
    },
  };
}
