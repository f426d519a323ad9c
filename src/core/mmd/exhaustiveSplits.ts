import { InvalidOptionError } from '../base/errors.js';
import type { Splits } from './splits.js';

/** The largest number of splits that {@link exhaustiveSplits} enumerates. */
export const MAX_EXHAUSTIVE_SPLITS = 20_000;

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
