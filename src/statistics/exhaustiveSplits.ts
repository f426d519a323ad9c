import { InvalidOptionError } from '../errors.js';

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
 * follow in lexicographic order of their sorted positions.
 *
 * @returns Shape [C(N, m), m], as of `drawSplits`: the pool positions that each split calls live.
 * @throws {@link InvalidOptionError} for more than {@link MAX_EXHAUSTIVE_SPLITS} splits.
 */
export function exhaustiveSplits(referenceSize: number, windowSize: number): Int32Array {
  const count = countSplits(referenceSize, windowSize);
  if (count > MAX_EXHAUSTIVE_SPLITS) {
    throw new InvalidOptionError(
      `A pool of ${referenceSize} reference and ${windowSize} live rows has ${count} splits; ` +
        `at most ${MAX_EXHAUSTIVE_SPLITS} can be gone through. Draw permutations instead.`,
    );
  }
  const splits = new Int32Array(count * windowSize);
  const observed = Int32Array.from({ length: windowSize }, (_, j) => referenceSize + j);
  splits.set(observed);
  const positions = Int32Array.from({ length: windowSize }, (_, j) => j);
  // The observed split is the last in this order, where the enumeration stops short of it.
  for (let split = 1; split < count; split++) {
    splits.set(positions, split * windowSize);
    let j = windowSize - 1;
    while (positions[j] === observed[j]) j--;
    positions[j]!++;
    while (++j < windowSize) positions[j] = positions[j - 1]! + 1;
  }
  return splits;
}
