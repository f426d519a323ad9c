import { requireList, requireNumbers } from './arguments.js';
import { niceStep } from './plot.js';
import { type ChartTable, shortNumber } from './table.js';

/** What a histogram of the null is made from; `monitor.nullDistribution()` is one. */
export interface NullTest {
  /** The statistic of each permutation, shape [permutations]. */
  readonly nullStatistics: ArrayLike<number>;
  readonly statistic: number;
  /** `(1 + permutations at or above the statistic) / (1 + permutations)`. */
  readonly pValue: number;
}

/** @throws {@link InvalidOptionError} unless it has all that is drawn. */
export function requireNullTest(test: NullTest): void {
  requireNumbers('NullDistribution.update', test, 'statistic', 'pValue');
  requireList('NullDistribution.update: nullStatistics', test.nullStatistics);
}

/** Permutations whose statistic lies in [from, to). */
export interface NullBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Whether the observed statistic lies at or below all of them. */
  readonly isAtOrAbove: boolean;
}

const WANTED_BINS = 28;

/** How many permutations are at or above the statistic: as many as the p-value counted. */
export function countAtOrAbove({ nullStatistics: { length }, pValue }: NullTest): number {
  return Math.min(length, Math.max(0, Math.round(pValue * (1 + length)) - 1));
}

/**
 * A histogram of the null, from the left. The observed statistic is an edge, so that no bin holds
 * both what is below and what is at or above it; ties that the p-value counts as at or above it are
 * on that side.
 */
export function nullBins(test: NullTest): NullBin[] {
  const sorted = Float64Array.from(test.nullStatistics).sort();
  if (sorted.length === 0) return [];
  const width = niceStep((sorted.at(-1)! - sorted[0]!) / WANTED_BINS);
  const firstAbove = sorted.length - countAtOrAbove(test);
  const counts = new Map<number, number>();
  sorted.forEach((value, rank) => {
    const bin = Math.floor((value - test.statistic) / width);
    const side = rank < firstAbove ? Math.min(-1, bin) : Math.max(0, bin);
    counts.set(side, (counts.get(side) ?? 0) + 1);
  });
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bin, count]) => ({
      from: test.statistic + bin * width,
      to: test.statistic + (bin + 1) * width,
      count,
      isAtOrAbove: bin >= 0,
    }));
}

/** How much of the null is at or above the statistic, e.g. `'none of 999'` or `'12 of 999 (1.2 %)'`. */
export function shareAtOrAbove(test: NullTest): string {
  const all = test.nullStatistics.length;
  const count = countAtOrAbove(test);
  if (count === 0) return `none of ${all}`;
  return `${count} of ${all} (${shortNumber((100 * count) / all)} %)`;
}

/** A histogram of the null in one sentence. */
export function nullSentence(test: NullTest | undefined): string {
  if (!test) return 'Null distribution: no test yet.';
  const { statistic, pValue, nullStatistics } = test;
  return (
    `Null distribution of ${nullStatistics.length} permutations: observed statistic ` +
    `${shortNumber(statistic)}, ${shareAtOrAbove(test)} at or above it; p-value ${shortNumber(pValue)}.`
  );
}

/** The bins of the null, from the left: columns from, to, permutations, place. */
export function tableOfNull(test: NullTest | undefined): ChartTable {
  return {
    caption: nullSentence(test),
    columns: ['from', 'to', 'permutations', 'place'],
    rows: (test ? nullBins(test) : []).map(({ from, to, count, isAtOrAbove }) => [
      Number(from.toPrecision(6)),
      Number(to.toPrecision(6)),
      count,
      isAtOrAbove ? 'at or above the observed statistic' : 'below the observed statistic',
    ]),
  };
}
