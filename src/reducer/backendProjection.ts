import { matMul, sub, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { PcaReducer } from './fitPca.js';

/** {@link projectRows} in float32 on the app's tfjs backend, for rows that are there already. */
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
    // The mean is taken off first: what it adds to a product would cost most of float32's digits.
    project: (rows) => tidy(() => matMul<Tensor2D>(sub(rows, centre), axes, false, true)),
    dispose() {
      centre.dispose();
      axes.dispose();
    },
  };
}
