/**
 * Hotelling's T² of a sliding window of 20 rows, the standard chart for means of groups: with the reference's
 * mean and covariance S, of n rows,
 *
 *     T² = n m/(n + m) (ȳ - x̄)ᵀ S⁻¹ (ȳ - x̄),
 *
 * which is d (n - 1)/(n - d) times an F distributed number of d and n - d degrees of freedom where rows are
 * gaussian (Hotelling, 1931; Montgomery, "Introduction to Statistical Quality Control", 11.3). Its threshold is
 * exceeded by one window in the wanted run length. Rows of more than 64 features are projected on the 64 axes
 * along which the reference varies most, where S can be inverted.
 */
import { fitPca, projectRows } from '../../src/core/math/pca.js';
import { fQuantile } from './distributions.js';
import { type Method, NOTHING } from './method.js';

const WINDOW = 20;
const MOST_AXES = 64;

export const hotelling: Method = {
  names: ["Hotelling's T²"],
  usesKernel: false,
  async prepare({ rows }, runTime) {
    const d = Math.min(MOST_AXES, rows.width);
    const n = rows.count;
    const reducer = await fitPca(rows, { components: d, whiten: true });
    const threshold = ((d * (n - 1)) / (n - d)) * fQuantile(1 / runTime, d, n - d);
    let held: Float64Array[] = [];
    return {
      restart: () => {
        held = [];
      },
      push({ row }) {
        const one = { values: row, count: 1, width: row.length };
        held.push(Float64Array.from(projectRows(reducer, one).values));
        if (held.length > WINDOW) held.shift();
        if (held.length < WINDOW) return [NOTHING];
        const statistic = tSquared(held, n);
        return [{ statistic, alarms: statistic > threshold }];
      },
    };
  },
};

/** @param rows Less the reference's mean, in units in which its covariance is I. @param n Rows of the reference. */
export function tSquared(rows: readonly Float64Array[], n: number): number {
  const m = rows.length;
  const d = rows[0]!.length;
  let sum = 0;
  for (let axis = 0; axis < d; axis++) {
    let mean = 0;
    for (const row of rows) mean += row[axis]! / m;
    sum += mean * mean;
  }
  return ((n * m) / (n + m)) * sum;
}
