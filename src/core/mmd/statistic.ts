import type { Pause } from '../base/tasks.js';
import type { Splits } from './splits.js';

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
 * The unbiased MMD² of every split of one pool, from its kernel matrix: for each split the sums q
 * and b of {@link mmdWeights} over the smaller group, g² gathers each instead of the N² products of
 * an indicator matrix.
 *
 * @param kernelMatrix K₀, shape [N, N], symmetric, its diagonal at zero. A constant added to all
 *   other entries drops out.
 * @param onStep Awaited after each step where it returns a promise, so that the page stays alive.
 * @returns Shape [splits].
 */
export async function splitStatistics(
  kernelMatrix: Float32Array | Float64Array,
  splits: Splits,
  onStep?: Pause,
): Promise<Float64Array<ArrayBuffer>> {
  const { positions, count, groupSize: g, poolSize } = splits;
  const weights = mmdWeights(g, poolSize - g);
  const rowSums = new Float64Array(poolSize);
  let total = 0;
  for (let i = 0; i < poolSize; i++) {
    let sum = 0;
    for (let j = i * poolSize; j < (i + 1) * poolSize; j++) sum += kernelMatrix[j]!;
    rowSums[i] = sum;
    total += sum;
    const pause = onStep?.();
    if (pause) await pause;
  }
  const statistics = new Float64Array(count);
  for (let split = 0; split < count; split++) {
    const end = (split + 1) * g;
    let half = 0;
    let rows = 0;
    for (let i = split * g; i < end; i++) {
      const row = positions[i]! * poolSize;
      rows += rowSums[positions[i]!]!;
      for (let j = i + 1; j < end; j++) half += kernelMatrix[row + positions[j]!]!;
    }
    statistics[split] = weights.within * 2 * half - weights.rows * rows + weights.total * total;
    const pause = onStep?.();
    if (pause) await pause;
  }
  return statistics;
}

/**
 * MMD²'s null deviation up to a constant: its variance is 2 E[k̃²] times this squared, with k̃ the
 * centred kernel (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, appendix B).
 *
 * @param n Rows of the reference.
 * @param m Rows of the window.
 * @param pairs Ordered pairs of the window that count.
 */
export function nullScale(n: number, m: number, pairs = m * (m - 1)): number {
  return Math.sqrt(1 / (n * (n - 1)) + 2 / (n * m) + 1 / pairs);
}
