import { distancesToRow } from '../../../src/core/math/distances.js';
import { drawSplits } from '../../../src/core/mmd/splits.js';
import { drawRows, type Size } from './problem.js';

/**
 * TorchDrift's method in plain TypeScript: the kernel matrix once a test, then for each permutation
 * π the matrix K[π, π] is made and its blocks are summed.
 */
export function torchDriftMethod({ n, m, permutations, d }: Size): () => Promise<number> {
  const size = n + m;
  const rows = drawRows(size, d, 3);
  const { positions } = drawSplits(size - 1, size, permutations, 0);
  const order = (split: number) => {
    const used = positions.subarray(split * (size - 1), (split + 1) * (size - 1));
    const left = (size * (size - 1)) / 2 - used.reduce((total, position) => total + position, 0);
    return Int32Array.of(...used, left);
  };
  const orders = Array.from({ length: permutations }, (_, split) => order(split + 1));
  return async () => {
    const kernel = new Float32Array(size * size);
    const column = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      distancesToRow('squared', rows, i, 0, size, column);
      for (let j = 0; j < size; j++) kernel[i * size + j] = Math.exp(-column[j]! / (4 * d));
    }
    const permuted = new Float32Array(size * size);
    const identity = Int32Array.from({ length: size }, (_, i) => i);
    const observed = score(kernel, identity, permuted, n, m);
    let above = 0;
    for (const pi of orders) if (score(kernel, pi, permuted, n, m) > observed) above++;
    return above / permutations;
  };
}

function score(
  kernel: Float32Array,
  order: Int32Array,
  permuted: Float32Array,
  n: number,
  m: number,
): number {
  const size = n + m;
  for (let i = 0; i < size; i++) {
    const row = order[i]! * size;
    for (let j = 0; j < size; j++) permuted[i * size + j] = kernel[row + order[j]!]!;
  }
  const block = (top: number, bottom: number, left: number, right: number) => {
    let sum = 0;
    for (let i = top; i < bottom; i++) {
      for (let j = left; j < right; j++) sum += permuted[i * size + j]!;
    }
    return sum;
  };
  const reference = block(0, n, 0, n) / (n * (n - 1));
  const live = block(n, size, n, size) / (m * (m - 1));
  return reference + live - (2 * block(0, n, n, size)) / (n * m);
}
