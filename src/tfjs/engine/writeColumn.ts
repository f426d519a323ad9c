import {
  add,
  matMul,
  type Rank,
  reshape,
  slice,
  type Tensor1D,
  type Tensor2D,
  transpose,
} from '@tensorflow/tfjs-core';
import { type DriftKernel, runDriftKernel } from './gpuOp.js';
import { indicator } from './stockOps.js';

type Attributes = { readonly position: number };

const kernel: DriftKernel<{ matrix: Tensor2D; column: Tensor1D }, Attributes> = {
  name: 'DriftWriteColumn',
  webgpu({ matrix, column }, { position }, { run }) {
    return run({
      key: 'driftWriteColumn',
      outputShape: matrix.shape,
      invocations: matrix.shape[0]!,
      inputs: [{ name: 'column', tensor: column }],
      uniforms: [{ name: 'position', type: 'i32', value: position }],
      inPlace: matrix,
      code: `
        fn main(index : i32) {
          let size = uniforms.outShape.x;
          if (index >= size) { return; }
          result[index * size + uniforms.position] = column[index];
          result[uniforms.position * size + index] = column[index];
        }`,
    });
  },
  stock({ matrix, column }, { position }) {
    const size = matrix.shape[0];
    const change = reshape<Rank.R2>(slice(column, [size], [size]), [size, 1]);
    const place = indicator(position, size);
    const added = matMul(change, place);
    return add(matrix, add(added, transpose(added)));
  },
};

/**
 * Writes a new row and column into a symmetric matrix.
 *
 * @param matrix K₀, shape [N, N].
 * @param column What `kernelColumn` returned for `position`.
 * @returns The changed matrix: the same tensor on WebGPU, a new one elsewhere.
 */
export function writeColumn(matrix: Tensor2D, column: Tensor1D, attributes: Attributes): Tensor2D {
  return runDriftKernel(kernel, { matrix, column }, attributes) as Tensor2D;
}
