import {
  add,
  matMul,
  mul,
  ones,
  range,
  reshape,
  scatterND,
  stack,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tile,
} from '@tensorflow/tfjs-core';
import type { MmdWeights } from '../../core/mmd/statistic.js';
import { type DriftKernel, runDriftKernel } from './gpuOp.js';

type Inputs = { matrix: Tensor2D; positions: Tensor2D };

/** Invocations that share the g² / 2 gathers of one split. */
const CHUNKS = 16;

const kernel: DriftKernel<Inputs, MmdWeights> = {
  name: 'DriftSplitStatistics',
  webgpu({ matrix, positions }, { within, rows, total }, { run, free }) {
    const size = matrix.shape[0]!;
    const count = positions.shape[1]!;
    const rowSums = run({
      key: 'driftRowSums',
      outputShape: [size],
      invocations: size,
      inputs: [{ name: 'matrix', tensor: matrix }],
      code: `
        fn main(index : i32) {
          let size = uniforms.outShape;
          if (index >= size) { return; }
          var sum = 0.0;
          // Down the column, which equals the row: neighbouring invocations read neighbours.
          for (var i = 0; i < size; i++) { sum += matrix[i * size + index]; }
          result[index] = sum;
        }`,
    });
    const groupSums = run({
      key: 'driftGroupSums',
      outputShape: [CHUNKS, count],
      invocations: CHUNKS * count,
      inputs: [
        { name: 'matrix', tensor: matrix },
        { name: 'positions', tensor: positions },
      ],
      code: `
        fn main(index : i32) {
          let count = uniforms.outShape.y;
          let chunk = index / count;
          let split = index % count;
          if (chunk >= ${CHUNKS}) { return; }
          let size = uniforms.matrixShape.x;
          let groupSize = uniforms.positionsShape.x;
          var sum = 0.0;
          for (var i = chunk; i < groupSize; i += ${CHUNKS}) {
            let row = positions[i * count + split] * size;
            for (var j = i + 1; j < groupSize; j++) {
              sum += matrix[row + positions[j * count + split]];
            }
          }
          result[index] = 2.0 * sum;
        }`,
    });
    const statistics = run({
      key: 'driftCombineSums',
      outputShape: [count],
      invocations: count,
      inputs: [
        { name: 'groupSums', tensor: groupSums },
        { name: 'rowSums', tensor: rowSums },
        { name: 'positions', tensor: positions },
      ],
      uniforms: [
        { name: 'within', type: 'f32', value: within },
        { name: 'rows', type: 'f32', value: rows },
        { name: 'total', type: 'f32', value: total },
      ],
      code: `
        fn main(index : i32) {
          let count = uniforms.outShape;
          if (index >= count) { return; }
          var q = 0.0;
          for (var chunk = 0; chunk < ${CHUNKS}; chunk++) { q += groupSums[chunk * count + index]; }
          var b = 0.0;
          for (var i = 0; i < uniforms.positionsShape.x; i++) {
            b += rowSums[positions[i * count + index]];
          }
          var t = 0.0;
          for (var i = 0; i < uniforms.rowSumsShape; i++) { t += rowSums[i]; }
          result[index] = uniforms.within * q - uniforms.rows * b + uniforms.total * t;
        }`,
    });
    free(rowSums);
    free(groupSums);
    return statistics;
  },
  stock({ matrix, positions }, { within, rows, total }) {
    const indicators = groupIndicators(positions, matrix.shape[0]);
    const rowSums = sum<Tensor2D>(matrix, 1, true);
    const q = sum(mul(matMul(indicators, matrix), indicators), 1);
    const b = reshape(matMul(indicators, rowSums), [-1]);
    return add(sub(mul(q, within), mul(b, rows)), mul(sum(rowSums), total));
  },
};

/** A of shape [splits, N], 1 where a position is in a split's group. */
function groupIndicators(positions: Tensor2D, size: number): Tensor2D {
  const [groupSize, count] = positions.shape;
  const split = tile(reshape(range(0, count, 1, 'int32'), [1, count]), [groupSize, 1]);
  const places = reshape(stack([split, positions], 2), [-1, 2]);
  return scatterND(places, ones([groupSize * count]), [count, size]) as Tensor2D;
}

/**
 * The unbiased MMD² of every split of one pool, all at once: with A the indicators of the splits'
 * groups, `q = rowsum((A K₀) ∘ A)`, `b = A K₀1`, `T = 1ᵀK₀1` and
 * `MMD² = within · q - rows · b + total · T`.
 *
 * On WebGPU q is gathered over the group's pairs, g² / 2 a split, and A K₀ never formed.
 *
 * @param matrix K₀, shape [N, N], symmetric, its diagonal at zero.
 * @param positions Shape [groupSize, splits].
 * @returns Shape [splits].
 */
export function splitStatistics(inputs: Inputs, weights: MmdWeights): Tensor1D {
  return runDriftKernel(kernel, inputs, weights) as Tensor1D;
}
