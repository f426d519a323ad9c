import { exhaustiveSplits } from './exhaustiveSplits.js';
import { drawSplits, type Splits } from './splits.js';

/** How many permutations to draw, or `'exhaustive'` for all splits that there are. */
export type Permutations = number | 'exhaustive';

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
