/**
 * The witness function of MMD at each window row, left out of its own mean (Gretton et al., JMLR 13,
 * 2012, section 2.3): `w_j = mean_{x} k(x, y_j) - mean_{i≠j} k(y_i, y_j)`. The most negative are the
 * rows most unlike the reference.
 *
 * @param kernelMatrix K₀, shape [n + m, n + m], its diagonal at zero; a constant added to all other
 *   entries drops out.
 * @returns Shape [m].
 */
export function witnessScores(
  kernelMatrix: Float32Array | Float64Array,
  n: number,
  m: number,
): Float64Array {
  return Float64Array.from({ length: m }, (_, j) => {
    const row = (n + j) * (n + m);
    let reference = 0;
    let live = 0;
    for (let i = 0; i < n; i++) reference += kernelMatrix[row + i]!;
    for (let i = n; i < n + m; i++) live += kernelMatrix[row + i]!;
    return reference / n - live / (m - 1);
  });
}
