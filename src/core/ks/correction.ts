import { InvalidOptionError } from '../base/errors.js';

/**
 * How many tests at once are paid for: `'bonferroni'` keeps the probability of any false rejection
 * at the level, `'fdr'` (Benjamini-Hochberg) the expected share of false ones among the rejected;
 * it finds more, and asks for tests that are independent or positively dependent.
 */
export type Correction = 'bonferroni' | 'fdr';

/** @throws {@link InvalidOptionError} for the name of no correction. */
export function requireCorrection(name: string, correction: unknown): void {
  if (correction === 'bonferroni' || correction === 'fdr') return;
  throw new InvalidOptionError(`${name}: 'bonferroni' or 'fdr' was expected, ${correction} came.`);
}
