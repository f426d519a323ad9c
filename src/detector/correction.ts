import { InvalidOptionError } from '../errors.js';
import {
  type AdjustedPValues,
  benjaminiHochberg,
  bonferroni,
} from '../statistics/multipleTesting.js';

/**
 * How many tests at once are paid for: `'bonferroni'` keeps the probability of any false rejection
 * at the level, `'fdr'` (Benjamini-Hochberg) the expected share of false ones among the rejected;
 * it finds more, and asks for tests that are independent or positively dependent.
 */
export type Correction = 'bonferroni' | 'fdr';

const procedures: Record<Correction, (pValues: Float64Array, level: number) => AdjustedPValues> = {
  bonferroni,
  fdr: benjaminiHochberg,
};

/** p-values adjusted by that correction, and which of them are rejected. */
export function adjust(
  pValues: Float64Array,
  correction: Correction,
  level: number,
): AdjustedPValues {
  return procedures[correction](pValues, level);
}

/** @throws {@link InvalidOptionError} for the name of no correction. */
export function requireCorrection(name: string, correction: unknown): void {
  if (typeof correction === 'string' && Object.hasOwn(procedures, correction)) return;
  throw new InvalidOptionError(`${name}: 'bonferroni' or 'fdr' was expected, ${correction} came.`);
}

/** @throws {@link InvalidOptionError} unless it is a probability that can be tested at. */
export function requireLevel(name: string, level: number): void {
  if (Number.isFinite(level) && level > 0 && level < 1) return;
  throw new InvalidOptionError(`${name}: a number between 0 and 1 was expected, ${level} came.`);
}
