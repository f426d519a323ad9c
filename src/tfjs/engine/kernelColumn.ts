import {
  concat,
  mul,
  reshape,
  slice,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { type DriftKernel, runDriftKernel, WORKGROUP } from './gpuOp.js';
import { type KernelAttributes, kernelExpressions } from './kernelExpression.js';
import { indicator, squaredDistances } from './stockOps.js';

type Attributes = KernelAttributes & {
  /** Row of the pool whose column is wanted. */
  readonly position: number;
};

/** Values beyond 2N: the sum of the change, in one part per workgroup. */
const parts = (size: number): number => Math.ceil(size / WORKGROUP);

const kernel: DriftKernel<{ pool: Tensor2D; matrix: Tensor2D }, Attributes> = {
  name: 'DriftKernelColumn',
  webgpu({ pool, matrix }, { position, kernel: name, bandwidth, shift }, { run }) {
    const size = pool.shape[0]!;
    const { wgsl, scale } = kernelExpressions[name];
    return run({
      key: `driftKernelColumn_${name}`,
      outputShape: [2 * size + parts(size)],
      invocations: size,
      inputs: [
        { name: 'pool', tensor: pool, components: 4 },
        { name: 'matrix', tensor: matrix },
      ],
      uniforms: [
        { name: 'position', type: 'i32', value: position },
        { name: 'scale', type: 'f32', value: scale(bandwidth) },
        { name: 'shift', type: 'f32', value: shift },
      ],
      // One invocation a row: on software adapters a barrier in the distance loop costs more than
      // the loop itself.
      code: `
        ${wgsl}
        var<workgroup> changes : array<f32, ${WORKGROUP}>;
        fn main(index : i32) {
          let size = uniforms.poolShape.x;
          let width = uniforms.poolShape.y / 4;
          changes[localIndex] = 0.0;
          if (index < size) {
            var squared = 0.0;
            let mine = index * width;
            let other = uniforms.position * width;
            for (var i = 0; i < width; i++) {
              let difference = pool[mine + i] - pool[other + i];
              squared += dot(difference, difference);
            }
            let isDiagonal = index == uniforms.position;
            let value = select(kernelOf(squared, uniforms.scale) - uniforms.shift, 0.0, isDiagonal);
            let change = value - matrix[uniforms.position * size + index];
            result[index] = value;
            result[size + index] = change;
            changes[localIndex] = change;
          }
          workgroupBarrier();
          if (localIndex == 0u && index < size) {
            var sum = 0.0;
            for (var i = 0; i < ${WORKGROUP}; i++) { sum += changes[i]; }
            result[2 * size + index / ${WORKGROUP}] = sum;
          }
        }`,
    });
  },
  stock({ pool, matrix }, { position, kernel: name, bandwidth, shift }) {
    const [size, width] = pool.shape;
    const { scale, stock } = kernelExpressions[name];
    const row = slice(pool, [position, 0], [1, width]);
    const values = stock(squaredDistances(pool, row), scale(bandwidth));
    const others = sub(1, reshape(indicator(position, size), [size]));
    const column = mul(reshape(sub(values, shift), [size]), others) as Tensor1D;
    const old = reshape(slice(matrix, [position, 0], [1, size]), [size]);
    const change = sub<Tensor1D>(column, old);
    return concat([column, change, reshape(sum(change), [1])]);
  },
};

/**
 * The new column of the kernel matrix for a pool row that was replaced, and its change.
 *
 * @param pool Shape [N, width], width a multiple of 4; the row is in it already.
 * @param matrix K₀ before the change, shape [N, N].
 * @returns k' (N values, 0 on the diagonal), then c = k' - K₀[:,position] (N values), then the sum of
 *   c in one or more parts.
 */
export function kernelColumn(pool: Tensor2D, matrix: Tensor2D, attributes: Attributes): Tensor1D {
  return runDriftKernel(kernel, { pool, matrix }, attributes) as Tensor1D;
}
