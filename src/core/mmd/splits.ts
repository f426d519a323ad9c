import { seededRandom } from '../base/random.js';

/**
 * Splits of a pool of N = n + m rows, n of the reference and m live ones: for each split the
 * positions of the smaller group. Row 0 is the observed split.
 */
export interface Splits {
  /** Shape [count, groupSize], each row without repetition. */
  readonly positions: Int32Array;
  readonly count: number;
  /** min(n, m): MMD² is symmetric in its two groups, and the smaller one is cheaper to sum over. */
  readonly groupSize: number;
  readonly poolSize: number;
}

/**
 * The observed split and `permutations` seeded ones, each a partial Fisher-Yates shuffle of as many
 * swaps as the smaller group has rows.
 *
 * They depend on nothing but the seed and the sizes, never on the data, so that the same splits
 * may be used for every window.
 */
export function drawSplits(
  referenceSize: number,
  windowSize: number,
  permutations: number,
  seed: number,
): Splits {
  const poolSize = referenceSize + windowSize;
  const groupSize = Math.min(referenceSize, windowSize);
  const random = seededRandom(seed);
  const count = 1 + permutations;
  const positions = new Int32Array(count * groupSize);
  const observed = windowSize <= referenceSize ? referenceSize : 0;
  for (let j = 0; j < groupSize; j++) positions[j] = observed + j;
  const order = Int32Array.from({ length: poolSize }, (_, position) => position);
  for (let start = groupSize; start < positions.length; start += groupSize) {
    for (let j = 0; j < groupSize; j++) {
      const other = j + Math.floor(random() * (poolSize - j));
      const drawn = order[other]!;
      order[other] = order[j]!;
      order[j] = drawn;
      positions[start + j] = drawn;
    }
  }
  return { positions, count, groupSize, poolSize };
}
