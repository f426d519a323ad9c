import { eye, mul, sub, type Tensor2D } from '@tensorflow/tfjs-core';
import { type DriftKernel, runDriftKernel } from './gpuOp.js';
import { type KernelAttributes, kernelExpressions } from './kernelExpression.js';
import { squaredDistances } from './stockOps.js';

/** Rows and columns of the matrix that one invocation computes in its registers. */
const TILE = 4;

/** Unrolled by hand: arrays and loops over the tile take more than twice the time. */
const each = (line: (index: number) => string, separator = '\n'): string =>
  Array.from({ length: TILE }, (_, index) => line(index)).join(separator);

const addSquare = (a: number, b: number): string =>
  `{ let difference = rowValue${a} - columnValue${b}; sum${a}${b} += dot(difference, difference); }`;

const kernel: DriftKernel<{ pool: Tensor2D; matrix: Tensor2D }, KernelAttributes> = {
  name: 'DriftKernelMatrix',
  webgpu({ pool, matrix }, { kernel: name, bandwidth, shift }, { run }) {
    const { wgsl, scale } = kernelExpressions[name];
    const tiles = Math.ceil(pool.shape[0]! / TILE);
    return run({
      key: `driftKernelMatrix_${name}`,
      outputShape: matrix.shape,
      invocations: tiles * tiles,
      inputs: [{ name: 'pool', tensor: pool, components: 4 }],
      uniforms: [
        { name: 'tiles', type: 'i32', value: tiles },
        { name: 'scale', type: 'f32', value: scale(bandwidth) },
        { name: 'shift', type: 'f32', value: shift },
      ],
      inPlace: matrix,
      // The matrix is symmetric: tiles on and above the diagonal write their mirror image as well.
      code: `
        ${wgsl}
        fn main(index : i32) {
          let size = uniforms.poolShape.x;
          let width = uniforms.poolShape.y / 4;
          let row = index / uniforms.tiles * ${TILE};
          let column = index % uniforms.tiles * ${TILE};
          if (row >= size || row > column) { return; }
          ${each((a) => `let y${a} = min(row + ${a}, size - 1) * width;`)}
          ${each((b) => `let x${b} = min(column + ${b}, size - 1) * width;`)}
          ${each((a) => each((b) => `var sum${a}${b} = 0.0;`))}
          for (var i = 0; i < width; i++) {
            ${each((a) => `let rowValue${a} = pool[y${a} + i];`)}
            ${each((b) => `let columnValue${b} = pool[x${b} + i];`)}
            ${each((a) => each((b) => addSquare(a, b)))}
          }
          var squared : array<vec4<f32>, ${TILE}>;
          ${each((a) => `squared[${a}] = vec4<f32>(${each((b) => `sum${a}${b}`, ', ')});`)}
          for (var a = 0; a < ${TILE}; a++) {
            for (var b = 0; b < ${TILE}; b++) {
              let i = row + a;
              let j = column + b;
              if (i >= size || j >= size) { continue; }
              let value = kernelOf(squared[a][b], uniforms.scale) - uniforms.shift;
              let stored = select(value, 0.0, i == j);
              result[i * size + j] = stored;
              result[j * size + i] = stored;
            }
          }
        }`,
    });
  },
  stock({ pool }, { kernel: name, bandwidth, shift }) {
    const { scale, stock } = kernelExpressions[name];
    const values = stock(squaredDistances(pool, pool), scale(bandwidth));
    return mul(sub(values, shift), sub(1, eye(pool.shape[0])));
  },
};

/**
 * The kernel matrix of a pool: K₀, the kernel's values less `shift`, its diagonal at zero.
 *
 * @param pool Shape [N, width], width a multiple of 4.
 * @param matrix Shape [N, N], to be overwritten.
 * @returns The matrix: the same tensor on WebGPU, a new one elsewhere.
 */
export function kernelMatrix(
  pool: Tensor2D,
  matrix: Tensor2D,
  attributes: KernelAttributes,
): Tensor2D {
  return runDriftKernel(kernel, { pool, matrix }, attributes) as Tensor2D;
}
