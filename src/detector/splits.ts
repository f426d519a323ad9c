import { seededRandom } from '../random/seededRandom.js';

/**
 * The splits of a pool of N = n + m rows that the permutation test compares: row 0 the observed
 * one (the last m rows are live), then `permutations` seeded ones, each a partial Fisher-Yates
 * shuffle of m swaps.
 *
 * They depend on nothing but the seed and the sizes, never on the data, so that the same splits
 * may be used for every window.
 *
 * @returns Shape [1 + permutations, m]: the pool positions that each split calls live.
 */
export function drawSplits(
  referenceSize: number,
  windowSize: number,
  permutations: number,
  seed: number,
): Int32Array {
  const poolSize = referenceSize + windowSize;
  const random = seededRandom(seed);
  const splits = new Int32Array((1 + permutations) * windowSize);
  for (let j = 0; j < windowSize; j++) splits[j] = referenceSize + j;
  const order = Int32Array.from({ length: poolSize }, (_, position) => position);
  for (let split = 1; split <= permutations; split++) {
    const start = split * windowSize;
    for (let j = 0; j < windowSize; j++) {
      const other = j + Math.floor(random() * (poolSize - j));
      const drawn = order[other]!;
      order[other] = order[j]!;
      order[j] = drawn;
      splits[start + j] = drawn;
    }
  }
  return splits;
}

/** {@link drawSplits} as indicators: shape [1 + permutations, N], 1 where a position is live. */
export function splitIndicators(
  referenceSize: number,
  windowSize: number,
  permutations: number,
  seed: number,
): Float32Array {
  const poolSize = referenceSize + windowSize;
  const indicators = new Float32Array((1 + permutations) * poolSize);
  drawSplits(referenceSize, windowSize, permutations, seed).forEach((position, index) => {
    indicators[Math.floor(index / windowSize) * poolSize + position] = 1;
  });
  return indicators;
}
