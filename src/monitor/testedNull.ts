import type { LiveEvidence } from './liveTest.js';

/** What the latest test compared its statistic with. */
export interface TestedNull {
  /** The statistic of each permutation, shape [permutations]; a copy. */
  readonly nullStatistics: Float64Array;
  /** The statistic of the window: MMD², or with `bandwidth: 'fuse'` the fused one. */
  readonly statistic: number;
  /** From 1 / (1 + permutations) to 1; ties within rounding count against the alarm. */
  readonly pValue: number;
}

/** The null distribution of a test, safe from the tests to come. */
export function testedNull({ nullStatistics, statistic, pValue }: LiveEvidence): TestedNull {
  return { nullStatistics: Float64Array.from(nullStatistics), statistic, pValue };
}
