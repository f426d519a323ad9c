import { shuffleStart } from '../base/draws.js';
import { InvalidOptionError } from '../base/errors.js';
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
    shuffleStart(order, groupSize, random);
    positions.set(order.subarray(0, groupSize), start);
  }
  return { positions, count, groupSize, poolSize };
}

/** The largest number of splits that {@link exhaustiveSplits} enumerates. */
const MAX_EXHAUSTIVE_SPLITS = 20_000;

/**
 * The number of ways to call m of a pool's N = n + m rows live, C(N, m): exact below 2^53, rounded
 * above, Infinity beyond 1e308.
 */
export function countSplits(referenceSize: number, windowSize: number): number {
  const poolSize = referenceSize + windowSize;
  const smaller = Math.min(referenceSize, windowSize);
  let count = 1;
  // Each product of consecutive numbers is divisible, so that the division is exact; adding
  // instead of multiplying first keeps it below 2^53 as long as the result is.
  for (let k = 1; k <= smaller && count < Infinity; k++) {
    const factor = poolSize - smaller + k;
    const whole = Math.floor(count / k);
    count = whole * factor + ((count - whole * k) * factor) / k;
  }
  return count;
}

/**
 * All splits of a pool of N = n + m rows, for pools so small that a test can go through every one
 * of them: then `permutationPValue` of their statistics is the exact
 * `#{splits: statistic ≥ observed} / C(N, m)`, and no seed matters.
 *
 * Row 0 is the observed split (the last m rows are live), so that it counts itself; the others
 * follow in lexicographic order of the sorted positions of the smaller group, as in `drawSplits`.
 *
 * @throws {@link InvalidOptionError} for more than {@link MAX_EXHAUSTIVE_SPLITS} splits.
 */
export function exhaustiveSplits(referenceSize: number, windowSize: number): Splits {
  const count = countSplits(referenceSize, windowSize);
  if (count > MAX_EXHAUSTIVE_SPLITS) {
    throw new InvalidOptionError(
      `A pool of ${referenceSize} reference and ${windowSize} live rows has ${count} splits; ` +
        `at most ${MAX_EXHAUSTIVE_SPLITS} can be gone through. Draw permutations instead.`,
    );
  }
  const poolSize = referenceSize + windowSize;
  const groupSize = Math.min(referenceSize, windowSize);
  const positions = new Int32Array(count * groupSize);
  const firstObserved = windowSize <= referenceSize ? referenceSize : 0;
  const observed = Int32Array.from({ length: groupSize }, (_, j) => firstObserved + j);
  positions.set(observed);
  const group = Int32Array.from({ length: groupSize }, (_, j) => j);
  for (let split = 1; split < count; split++) {
    // The observed split is the last in this order, or the first and then passed over.
    if (group.every((position, j) => position === observed[j])) advance(group, poolSize);
    positions.set(group, split * groupSize);
    advance(group, poolSize);
  }
  return { positions, count, groupSize, poolSize };
}

/** The next sorted positions in lexicographic order, in place; the last ones stay. */
function advance(group: Int32Array, poolSize: number): void {
  let j = group.length - 1;
  while (j >= 0 && group[j] === poolSize - group.length + j) j--;
  if (j < 0) return;
  group[j]!++;
  while (++j < group.length) group[j] = group[j - 1]! + 1;
}

/** How many permutations to draw, or `'exhaustive'` for all splits that there are. */
export type Permutations = number | 'exhaustive';

/** How many splits a test compares at most. */
export function splitsAtMost(permutations: Permutations): number {
  return permutations === 'exhaustive' ? MAX_EXHAUSTIVE_SPLITS : 1 + permutations;
}

/**
 * The splits that a permutation test compares, the observed one first.
 *
 * @throws InvalidOptionError where there are too many to go through all of them.
 */
export function permutationSplits(
  referenceSize: number,
  windowSize: number,
  permutations: Permutations,
  seed: number,
): Splits {
  return permutations === 'exhaustive'
    ? exhaustiveSplits(referenceSize, windowSize)
    : drawSplits(referenceSize, windowSize, permutations, seed);
}

/**
 * Splits as one bit a pool row, set where the row is in the split's group.
 *
 * @returns Shape [⌈N / 32⌉, splits], bit i of word w that of row 32 w + i.
 */
export function memberBits({
  positions,
  count,
  groupSize,
  poolSize,
}: Splits): Uint32Array<ArrayBuffer> {
  const bits = new Uint32Array(Math.ceil(poolSize / 32) * count);
  positions.forEach((position, at) => {
    bits[(position >> 5) * count + Math.floor(at / groupSize)]! |= 1 << (position & 31);
  });
  return bits;
}
