/** What one kernel of the grid contributes. */
export interface FusedPart {
  /** Unbiased MMD² of each split. */
  readonly statistics: ArrayLike<number>;
  /** Σ_{i≠j} K² over the pool, the kernel without any shift: the same for every split. */
  readonly sumOfSquares: number;
}

/**
 * MMD-FUSE: one statistic of several bandwidths, so that none need be chosen (Biggs, Schrab &
 * Gretton, "MMD-FUSE: Learning and Combining Kernels for Two-Sample Testing Without Data
 * Splitting", NeurIPS 2023, arXiv 2306.08777). With k = min(n, m),
 *
 *     log mean_b exp(k (k - 1) MMD²_b / √Σ_{i≠j} K_b²)
 *
 * for each split; the p-value comes from permuting the fused statistic.
 *
 * @param parts One for each bandwidth, at least one.
 * @param k Rows of the smaller sample, at least 2.
 * @returns Shape [splits].
 */
export function fusedStatistic(parts: readonly FusedPart[], k: number): Float64Array {
  const scales = parts.map(({ sumOfSquares }) => (k * (k - 1)) / Math.sqrt(sumOfSquares));
  const count = parts[0]!.statistics.length;
  return Float64Array.from({ length: count }, (_, split) => {
    const exponents = parts.map(({ statistics }, b) => statistics[split]! * scales[b]!);
    const largest = Math.max(...exponents);
    const sum = exponents.reduce((total, exponent) => total + Math.exp(exponent - largest), 0);
    return largest + Math.log(sum / parts.length);
  });
}
