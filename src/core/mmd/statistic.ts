/**
 * Weights of the three sums that make up the unbiased MMD² of one split of a pool of N = g + h rows
 * (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, eq. 3). With K₀ the kernel matrix,
 * its diagonal at zero, r = K₀·1, and G the split's group of g positions:
 *
 *     MMD² = within · q - rows · b + total · T,   q = Σ_{i,j∈G} K₀_ij,  b = Σ_{i∈G} r_i,  T = Σ r_i
 *
 * MMD² is symmetric in the two groups, so G may be the smaller one, live or reference.
 */
export interface MmdWeights {
  readonly within: number;
  readonly rows: number;
  readonly total: number;
}

/**
 * @param g Positions in the group, at least 2.
 * @param h Positions in the rest, at least 2.
 */
export function mmdWeights(g: number, h: number): MmdWeights {
  const group = 1 / (g * (g - 1));
  const rest = 1 / (h * (h - 1));
  const cross = 2 / (g * h);
  return { within: group + rest + cross, rows: 2 * rest + cross, total: rest };
}
