import { countAtOrAbove, type NullTest, nullBins } from './nullData.js';
import { shortNumber } from './shortNumber.js';
import type { ChartTable } from './table.js';

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
