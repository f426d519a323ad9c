import {
  add,
  exp,
  eye,
  matMul,
  maximum,
  mul,
  sub,
  sum,
  type Tensor2D,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { permutationPValue, tieTolerance } from '../../../src/core/mmd/outcome.js';
import { drawSplits } from '../../../src/core/mmd/splits.js';
import { drawRows, type Size } from './problem.js';

/**
 * The whole test from tfjs's own operations, as one would write it: the Gram matrix, the kernel, and
 * all permutations as one product of an indicator matrix with the kernel matrix.
 */
export function stockTest({ n, m, permutations, d }: Size): {
  run: () => Promise<number>;
  dispose: () => void;
} {
  const size = n + m;
  const rows = drawRows(size, d, 3);
  const pool = tensor2d(rows.values as Float32Array, [size, d]);
  const { positions, count, groupSize } = drawSplits(n, m, permutations, 0);
  const indicators = new Float32Array(count * size);
  positions.forEach((position, index) => {
    indicators[Math.floor(index / groupSize) * size + position] = 1;
  });
  const splits = tensor2d(indicators, [count, size]);
  const run = async (): Promise<number> => {
    const statistics = tidy(() => {
      const norms = sum(mul(pool, pool), 1, true);
      const gram = matMul(pool, pool, false, true);
      const squared = maximum(sub(add(norms, transpose(norms)), mul(gram, 2)), 0);
      const kernel = mul(exp(mul(squared, -1 / (4 * d))), sub(1, eye(size))) as Tensor2D;
      const rowSums = sum(kernel, 1, true) as Tensor2D;
      const q = sum(mul(matMul(splits, kernel), splits), 1, true);
      const b = matMul(splits, rowSums);
      const live = mul(q, 1 / (m * (m - 1)));
      const reference = mul(add(sub(sum(rowSums), mul(b, 2)), q), 1 / (n * (n - 1)));
      return sub(add(live, reference), mul(sub(b, q), 2 / (n * m)));
    });
    const pValue = permutationPValue(
      (await statistics.data()) as Float32Array,
      tieTolerance('float32', 0),
    );
    statistics.dispose();
    return pValue;
  };
  return {
    run,
    dispose: () => {
      pool.dispose();
      splits.dispose();
    },
  };
}
