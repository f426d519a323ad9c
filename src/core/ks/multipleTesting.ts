import { InvalidOptionError } from '../base/errors.js';
import type { Correction } from './correction.js';

/** p-values adjusted for being many, in the order they came. */
interface AdjustedPValues {
  /** The smallest level at which each test would be rejected, 0 to 1. */
  readonly adjusted: Float64Array;
  /** The indices of the tests rejected at the level asked for, in rising order. */
  readonly rejected: number[];
}

/** p-values adjusted by that correction, and which of them are rejected. */
export function adjust(
  pValues: Float64Array,
  correction: Correction,
  level: number,
): AdjustedPValues {
  return procedures[correction](pValues, level);
}

const procedures: Record<Correction, (pValues: Float64Array, level: number) => AdjustedPValues> = {
  bonferroni,
  fdr: benjaminiHochberg,
};

/**
 * Bonferroni's correction: `min(1, count · p)`. The probability of any false rejection is at most
 * `level`, whatever the dependence between the tests.
 *
 * @param level Above 0, at most 1.
 * @throws {@link InvalidOptionError} for a level or a p-value out of range.
 */
export function bonferroni(pValues: ArrayLike<number>, level: number): AdjustedPValues {
  assertProbabilities(pValues, level);
  const adjusted = Float64Array.from(pValues, (p) => Math.min(1, p * pValues.length));
  return { adjusted, rejected: atMost(adjusted, level) };
}

/**
 * The procedure of Benjamini & Hochberg ("Controlling the False Discovery Rate", Journal of the
 * Royal Statistical Society B 57, 1995): with p sorted, `adjusted_(i) = min over k ≥ i of
 * min(1, count · p_(k) / k)`. The expected share of false ones among the rejected is at most
 * `level` for independent or positively dependent tests.
 *
 * @param level Above 0, at most 1.
 * @throws {@link InvalidOptionError} for a level or a p-value out of range.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>, level: number): AdjustedPValues {
  assertProbabilities(pValues, level);
  const count = pValues.length;
  const order = Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Float64Array(count);
  let smallest = 1;
  for (let rank = count; rank >= 1; rank--) {
    const index = order[rank - 1]!;
    smallest = Math.min(smallest, (pValues[index]! * count) / rank);
    adjusted[index] = smallest;
  }
  return { adjusted, rejected: atMost(adjusted, level) };
}

function atMost(adjusted: Float64Array, level: number): number[] {
  return Array.from(adjusted.keys()).filter((i) => adjusted[i]! <= level);
}

function assertProbabilities(pValues: ArrayLike<number>, level: number): void {
  if (!(level > 0 && level <= 1)) {
    throw new InvalidOptionError(`level: a number above 0, at most 1 was expected, ${level} came.`);
  }
  const bad = Array.from(pValues).findIndex((p) => !(p >= 0 && p <= 1));
  if (bad >= 0) {
    throw new InvalidOptionError(
      `pValues: numbers from 0 to 1 were expected, ${pValues[bad]} came at position ${bad}.`,
    );
  }
}
