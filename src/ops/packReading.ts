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
import { type DriftKernel, runDriftKernel } from './driftKernel.js';

type Inputs = { statistics: Tensor1D; matrix: Tensor2D; alongside: Tensor2D };
type Attributes = { readonly referenceSize: number };

const kernel: DriftKernel<Inputs, Attributes> = {
  name: 'DriftPackReading',
  webgpu({ statistics, matrix, alongside }, { referenceSize }, { run }) {
    const count = statistics.shape[0]!;
    const windowSize = matrix.shape[0]! - referenceSize;
    const length = count + windowSize + alongside.shape[0]! * alongside.shape[1]!;
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
          let n = uniforms.referenceSize;
          let m = size - n;
          if (index >= uniforms.outShape) { return; }
          if (index < count) {
            result[index] = statistics[index];
          } else if (index < count + m) {
            let position = n + index - count;
            var reference = 0.0;
            var live = 0.0;
            for (var i = 0; i < n; i++) { reference += matrix[i * size + position]; }
            for (var i = n; i < size; i++) { live += matrix[i * size + position]; }
            result[index] = reference / f32(n) - live / f32(m - 1);
          } else {
            result[index] = alongside[index - count - m];
          }
        }`,
    });
  },
  stock({ statistics, matrix, alongside }, { referenceSize: n }) {
    const size = matrix.shape[0];
    const m = size - n;
    const meanOf = (start: number, length: number, count: number) =>
      mul(sum(slice(matrix, [start, n], [length, m]), 0), 1 / count);
    const witness = sub<Tensor1D>(meanOf(0, n, n), meanOf(n, m, m - 1));
    return concat([statistics, witness, reshape(alongside, [-1])]);
  },
};

/**
 * All that one test reads back, in one tensor: the statistics of the splits, the leave-one-out
 * witness of the window's slots (see `witnessScores`), and a tensor of the caller's.
 *
 * @param statistics Shape [splits].
 * @param matrix K₀, shape [n + m, n + m].
 * @param alongside Shape [rows, width].
 * @returns Shape [splits + m + rows · width].
 */
export function packReading(inputs: Inputs, attributes: Attributes): Tensor1D {
  return runDriftKernel(kernel, inputs, attributes) as Tensor1D;
}
