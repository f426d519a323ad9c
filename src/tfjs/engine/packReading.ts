import {
  concat,
  mul,
  type Rank,
  reshape,
  slice,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { type DriftKernel, runDriftKernel } from './gpuOp.js';

type Inputs = { statistics: Tensor1D; matrix: Tensor2D; alongside: Tensor2D };
type Attributes = { readonly referenceSize: number };

const kernel: DriftKernel<Inputs, Attributes> = {
  name: 'DriftPackReading',
  webgpu({ statistics, matrix, alongside }, { referenceSize }, { run }) {
    const count = statistics.shape[0]!;
    const length = count + 3 * matrix.shape[0]! + alongside.shape[0]! * alongside.shape[1]!;
    return run({
      key: 'driftPackReading',
      outputShape: [length],
      invocations: length,
      inputs: [
        { name: 'statistics', tensor: statistics },
        { name: 'matrix', tensor: matrix },
        { name: 'alongside', tensor: alongside },
      ],
      uniforms: [{ name: 'referenceSize', type: 'i32', value: referenceSize }],
      code: `
        fn main(index : i32) {
          let count = uniforms.statisticsShape;
          let size = uniforms.matrixShape.x;
          if (index >= uniforms.outShape) { return; }
          if (index < count) {
            result[index] = statistics[index];
          } else if (index < count + 3 * size) {
            let part = (index - count) / size;
            let row = (index - count) % size;
            let start = select(0, uniforms.referenceSize, part == 1);
            let end = select(size, uniforms.referenceSize, part == 0);
            var sum = 0.0;
            // Down the column, which equals the row: neighbouring invocations read neighbours.
            for (var i = start; i < end; i++) {
              let value = matrix[i * size + row];
              sum += select(value, value * value, part == 2);
            }
            result[index] = sum;
          } else {
            result[index] = alongside[index - count - 3 * size];
          }
        }`,
    });
  },
  stock({ statistics, matrix, alongside }, { referenceSize: n }) {
    const size = matrix.shape[0];
    const sumOf = (start: number, length: number) =>
      sum<Tensor1D>(slice(matrix, [start, 0], [length, size]), 0);
    const squares = sum<Tensor1D>(mul(matrix, matrix), 0);
    return concat([
      statistics,
      sumOf(0, n),
      sumOf(n, size - n),
      squares,
      reshape<Rank.R1>(alongside, [-1]),
    ]);
  },
};

/**
 * All that one test reads back, in one tensor: the statistics of the splits, the row sums of the
 * kernel matrix over reference, live columns and squares (see `RowSums`), and a tensor of the
 * caller's.
 *
 * @param statistics Shape [splits].
 * @param matrix K₀, shape [N, N].
 * @param alongside Shape [rows, width].
 * @returns Shape [splits + 3N + rows · width].
 */
export function packReading(inputs: Inputs, attributes: Attributes): Tensor1D {
  return runDriftKernel(kernel, inputs, attributes) as Tensor1D;
}
