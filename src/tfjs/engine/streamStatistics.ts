import {
  add,
  cast,
  equal,
  gather,
  mul,
  reshape,
  slice,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { MmdWeights } from '../../core/mmd/statistic.js';
import { type DriftKernel, runDriftKernel } from './gpuOp.js';

type Attributes = MmdWeights & { readonly position: number; readonly poolSize: number };
type Inputs = { statistics: Tensor1D; positions: Tensor2D; column: Tensor1D };

const kernel: DriftKernel<Inputs, Attributes> = {
  name: 'DriftStreamStatistics',
  webgpu({ statistics, positions, column }, { position, poolSize, within, rows, total }, { run }) {
    return run({
      key: 'driftStreamStatistics',
      outputShape: statistics.shape,
      invocations: statistics.shape[0]!,
      inputs: [
        { name: 'positions', tensor: positions },
        { name: 'column', tensor: column },
      ],
      uniforms: [
        { name: 'size', type: 'i32', value: poolSize },
        { name: 'position', type: 'i32', value: position },
        { name: 'within', type: 'f32', value: within },
        { name: 'rows', type: 'f32', value: rows },
        { name: 'total', type: 'f32', value: total },
      ],
      inPlace: statistics,
      code: `
        fn main(index : i32) {
          let count = uniforms.outShape;
          if (index >= count) { return; }
          var inGroup = 0.0;
          var isMember = 0.0;
          for (var i = 0; i < uniforms.positionsShape.x; i++) {
            let position = positions[i * count + index];
            inGroup += column[uniforms.size + position];
            isMember += select(0.0, 1.0, position == uniforms.position);
          }
          var sum = 0.0;
          for (var i = 2 * uniforms.size; i < uniforms.columnShape; i++) { sum += column[i]; }
          result[index] += isMember * (2.0 * uniforms.within * inGroup - uniforms.rows * sum)
            + 2.0 * uniforms.total * sum - uniforms.rows * inGroup;
        }`,
    });
  },
  stock({ statistics, positions, column }, { position, poolSize, within, rows, total }) {
    const change = slice(column, [poolSize], [poolSize]);
    const changeSum = sum(slice(column, [2 * poolSize], [column.shape[0] - 2 * poolSize]));
    const [groupSize, count] = positions.shape;
    const gathered = reshape(gather(change, reshape(positions, [-1])), [groupSize, count]);
    const inGroup = sum<Tensor1D>(gathered, 0);
    const isMember = sum<Tensor1D>(cast(equal(positions, position), 'float32'), 0);
    const ofMembers = sub(mul(inGroup, 2 * within), mul(changeSum, rows));
    const ofAll = sub(mul(changeSum, 2 * total), mul(inGroup, rows));
    return add(statistics, add(mul(isMember, ofMembers), ofAll));
  },
};

/**
 * The statistic of every split after one pool row was replaced: with v = Σ_{j∈G} c_j over the
 * split's group G and a = [position ∈ G], each grows by
 * `within · 2av - rows · (v + a Σc) + total · 2Σc`.
 *
 * @param statistics Shape [splits].
 * @param positions Shape [groupSize, splits].
 * @param column What `kernelColumn` returned for `position`.
 * @returns The changed statistics: the same tensor on WebGPU, a new one elsewhere.
 */
export function streamStatistics(inputs: Inputs, attributes: Attributes): Tensor1D {
  return runDriftKernel(kernel, inputs, attributes) as Tensor1D;
}
