/**
 * What the closed form needs of the pool's kernel matrix K₀, shape [N, N], its diagonal at zero.
 * A constant taken off all other entries beforehand changes no result and saves digits.
 */
export interface KernelSums {
  /** Σ K₀², over all entries. */
  readonly sumOfSquares: number;
  /** Σ r², r the row sums of K₀. */
  readonly sumOfSquaredRowSums: number;
  /** Σ K₀, over all entries. */
  readonly total: number;
  /** Rows of the reference, at least 2. */
  readonly n: number;
  /** Rows of the window, at least 2. */
  readonly m: number;
}

/**
 * The variance of the unbiased MMD² over all C(N, m) splits of the pool, N = n + m; the mean is 0.
 * With K̃ the U-centred kernel (`uCenteredKernel`) and Q = Σ K̃², over all entries:
 *
 *     Q = Σ K₀² - 2 Σ r² / (N - 2) + T² / ((N - 1)(N - 2)),  T = Σ K₀
 *     Var = 2 Q (N - 1)(N - 2) / (N (N - 3) n (n - 1) m (m - 1))
 *
 * The moments of a permutation null of this kind: Mantel, "The Detection of Disease Clustering and
 * a Generalized Regression Approach", Cancer Research 27, 1967; U-centring: Székely & Rizzo,
 * "Partial Distance Correlation with Methods for Dissimilarities", Annals of Statistics 42, 2014.
 *
 * @returns At least 0; 0 (or rounding, at most about 1e-16 times Σ K₀²) when all entries of K₀ are
 *   the same, as for equal rows.
 */
export function permutationVariance(sums: KernelSums): number {
  const { sumOfSquares, sumOfSquaredRowSums, total, n, m } = sums;
  const size = n + m;
  const centred =
    sumOfSquares -
    (2 * sumOfSquaredRowSums) / (size - 2) +
    (total * total) / ((size - 1) * (size - 2));
  const scale = (2 * (size - 1) * (size - 2)) / (size * (size - 3) * n * (n - 1) * m * (m - 1));
  return Math.max(0, centred) * scale;
}

/**
 * The statistic in units of its null's standard deviation, z = MMD² / √Var: an effect size that
 * can be compared over time. 0 when the variance is 0: then every split has the observed value.
 */
export function effectSize(mmd2: number, variance: number): number {
  return variance > 0 ? mmd2 / Math.sqrt(variance) : 0;
}
