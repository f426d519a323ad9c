import {
  add,
  concat,
  eye,
  matMul,
  mul,
  type Rank,
  reshape,
  slice,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';

/** Bounds the intermediate of one batch, splits × pool, to 16 MiB. */
const BATCH_VALUES = 4 * 1024 * 1024;

/**
 * The unbiased MMD² (Gretton et al., JMLR 13, 2012, eq. 3) of many splits of one pool at once.
 *
 * With A the splits, K₀ the kernel matrix with its diagonal at zero, r = K₀·1 and T = 1ᵀr:
 * `q = rowsum((A K₀) ∘ A)`, `b = A r`,
 * `MMD² = q/(m(m-1)) + (T - 2b + q)/(n(n-1)) - 2(b - q)/(nm)`.
 *
 * K₀ is shifted by its mean off the diagonal first: the constant drops out of the statistic, and
 * float32 keeps more digits of small numbers.
 *
 * @param kernelValues Shape [N, N], N = n + m, symmetric; its diagonal does not matter.
 * @param splits Shape [S, N], 1 where a split calls the position live, m ones in each row.
 * @returns Shape [S].
 */
export function permutationStatistics(
  kernelValues: Tensor2D,
  splits: Tensor2D,
  windowSize: number,
): Tensor1D {
  return tidy(() => {
    const [count, size] = splits.shape;
    const m = windowSize;
    const n = size - m;
    const offDiagonal = sub(1, eye(size));
    const unshifted = mul(kernelValues, offDiagonal);
    const shift = mul(sum(unshifted), 1 / (size * (size - 1)));
    const k0 = sub<Tensor2D>(unshifted, mul(offDiagonal, shift));
    const r = sum<Tensor2D>(k0, 1, true);
    const total = sum(r);
    const batch = Math.max(1, Math.floor(BATCH_VALUES / size));
    const batches: Tensor1D[] = [];
    for (let start = 0; start < count; start += batch) {
      const a = slice(splits, [start, 0], [Math.min(batch, count - start), size]);
      const q = sum<Tensor1D>(mul(matMul(a, k0), a), 1);
      const b = reshape<Rank.R1>(matMul(a, r), [-1]);
      const live = mul(q, 1 / (m * (m - 1)));
      const reference = mul(add(sub(total, mul(b, 2)), q), 1 / (n * (n - 1)));
      const cross = mul(sub(b, q), 2 / (n * m));
      batches.push(sub(add(live, reference), cross));
    }
    return concat(batches);
  });
}
