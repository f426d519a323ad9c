/** What centring took off the kernel of the fitted points: enough to centre that of a new one. */
export interface KernelMeans {
  /** Shape [n]: the means of the columns of -½ G². */
  readonly columns: Float64Array;
  /** The mean of all entries of -½ G². */
  readonly grand: number;
}

/**
 * Classical scaling's double centring, -½ (I - 11ᵀ/n) G² (I - 11ᵀ/n), which turns squared
 * Euclidean distances into inner products about the mean (Torgerson, Psychometrika 17, 1952).
 *
 * @param geodesics Shape [n, n], symmetric.
 * @returns The kernel, shape [n, n], every row and column of which sums to 0, and its means before.
 */
export function centeredKernel(
  geodesics: Float64Array,
  n: number,
): { kernel: Float64Array; means: KernelMeans } {
  const kernel = geodesics.map((length) => -0.5 * length * length);
  const columns = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) columns[j]! += kernel[i * n + j]! / n;
  }
  const grand = columns.reduce((sum, mean) => sum + mean / n, 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) kernel[i * n + j]! += grand - columns[i]! - columns[j]!;
  }
  return { kernel, means: { columns, grand } };
}

/**
 * Centres the kernel values of one new point with the fitted points as if it were none of them:
 * their column means and grand mean stay, the new row's own mean is taken off. In place.
 */
export function centerNewRow(row: Float64Array, means: KernelMeans): void {
  const rowMean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const shift = means.grand - rowMean;
  for (let j = 0; j < row.length; j++) row[j]! += shift - means.columns[j]!;
}
