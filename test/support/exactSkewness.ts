/**
 * The exact skewness of MMD²'s null over all splits, for small pools: what the golden values hold, and
 * what the drawn permutations' own skewness comes close to.
 */

/**
 * The skewness of the unbiased MMD² over all C(N, m) splits, exactly, from the U-centred kernel K̃.
 * MMD² is a multiple of S = Σ K̃ over the pairs of live positions, whose mean is 0 and, with
 * p_k = m(m-1)...(m-k+1) / (N(N-1)...(N-k+1)), C₃ = ½ Σ K̃³ and Q = Σ K̃²:
 *
 *     E S³ = 8 (C₃ (p₂ - 6p₃ + 13p₄ - 12p₅ + 4p₆) + tr(K̃³)(p₃ - 3p₄ + 3p₅ - p₆))
 *     E S² = 2 Q (p₂ - 2p₃ + p₄)
 *
 * Siemiatycki, "Mantel's space-time clustering statistic: computing higher moments", Journal of
 * Statistical Computation and Simulation 7, 1978. The trace takes N³ / 6 steps: for pools of some
 * hundred rows.
 *
 * @param centred Shape [N, N], of {@link uCenteredKernel}.
 * @param n Rows of the reference, at least 2.
 * @param m Rows of the window, at least 2.
 * @returns 0 when K̃ is 0: then every split has the same value.
 */
export function permutationSkewness(centred: Float64Array, n: number, m: number): number {
  const size = n + m;
  let squares = 0;
  let cubes = 0;
  for (const entry of centred) {
    squares += entry * entry;
    cubes += entry * entry * entry;
  }
  if (squares === 0) return 0;
  const p = (k: number): number => {
    let ratio = 1;
    for (let i = 0; i < k; i++) ratio *= (m - i) / (size - i);
    return ratio;
  };
  const pairs = p(2) - 6 * p(3) + 13 * p(4) - 12 * p(5) + 4 * p(6);
  const triangles = p(3) - 3 * p(4) + 3 * p(5) - p(6);
  const third = 8 * ((cubes / 2) * pairs + traceOfCube(centred, size) * triangles);
  const variance = 2 * squares * (p(2) - 2 * p(3) + p(4));
  return third / variance ** 1.5;
}

/**
 * The U-centred kernel, all rows of which sum to 0 (Székely & Rizzo, Annals of Statistics 42,
 * 2014): `K̃_ij = K_ij - (r_i + r_j) / (N - 2) + T / ((N - 1)(N - 2))` off the diagonal, 0 on it.
 *
 * @param kernel Shape [size, size], symmetric; its diagonal does not count.
 * @param size N, at least 4.
 */
export function uCenteredKernel(kernel: ArrayLike<number>, size: number): Float64Array {
  const rowSums = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) if (i !== j) rowSums[i]! += kernel[i * size + j]!;
  }
  const total = rowSums.reduce((sum, row) => sum + row, 0);
  const grand = total / ((size - 1) * (size - 2));
  const centred = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (i === j) continue;
      centred[i * size + j] =
        kernel[i * size + j]! - (rowSums[i]! + rowSums[j]!) / (size - 2) + grand;
    }
  }
  return centred;
}

/** tr(K³) = 6 Σ K_ij K_jk K_ki over i > j > k, for a symmetric K with a diagonal of zeros. */
function traceOfCube(kernel: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 2; i < size; i++) {
    for (let j = 1; j < i; j++) {
      let paths = 0;
      for (let k = 0; k < j; k++) paths += kernel[i * size + k]! * kernel[j * size + k]!;
      sum += kernel[i * size + j]! * paths;
    }
  }
  return 6 * sum;
}
