import type { BlockLevel } from './levelWander.js';

/** Rows that an estimate needs at least: its correction divides by 1 - 6/T. */
export const MIN_ROWS = 16;

/** From here on dependence is beyond doubt, and a level change no explanation for it. */
const CERTAIN = 0.5;

/** How much larger the error of the corrected estimate is than 1/√(T k), as simulated. */
const ERROR_FACTOR = 1.15;

/** How much each of successive rows resembles the one before. */
export interface LagOneCorrelation extends BlockLevel {
  /** -1 to 1; about 0 for independent rows. */
  readonly correlation: number;
  /** Its standard error if the rows are independent. */
  readonly standardError: number;
}

/**
 * The lag-1 autocorrelation of successive rows: the sum over columns of lag-1 autocovariances by
 * the sum of variances, so that columns count by their variance.
 *
 * One abrupt change of level among independent rows, a drift that is to be found, does not count
 * as correlation: the rows are taken about their means before and after the best split. What is
 * then left of a correlation ρ is smaller by about (1 + 3ρ)/(T/2), the bias in short series
 * (Kendall, "Note on bias in the estimation of autocorrelation", Biometrika 41, 1954; Marriott and
 * Pope, ibid.) for two halves, which is undone. Where a strong correlation remains, the rows are
 * taken about one mean, which tells strong correlations apart better; bias (1 + 3ρ)/T.
 *
 * @param rows Shape [T, width], T at least 16.
 * @returns Undefined for rows that are all equal on either side of one split.
 */
export function lagOneCorrelation(
  rows: Float64Array,
  width: number,
): LagOneCorrelation | undefined {
  const count = rows.length / width;
  const centred = lessMeans(rows, width, 0, count);
  const split = bestLevelChange(centred, width);
  const before = lessMeans(centred, width, 0, split);
  const after = lessMeans(centred, width, split, count);
  const levelled = Float64Array.of(...before, ...after);
  const { total, effective } = columnVariances(levelled, width);
  // What rounding leaves of equal rows is no variation.
  if (!(total > 1e-20 * sumOfSquares(rows))) return undefined;
  const allowingForChange = corrected(ratio(levelled, width), count / 2);
  const correlation =
    allowingForChange < CERTAIN
      ? allowingForChange
      : Math.max(allowingForChange, corrected(ratio(centred, width), count));
  return {
    correlation: Math.min(1, Math.max(-1, correlation)),
    standardError: ERROR_FACTOR / Math.sqrt(count * effective),
    mean: columnMeans(rows, width),
    variance: total / (count - 2),
    effectiveWidth: effective,
  };
}

/** Rows `from` to `to`, less the mean of these in each column. */
function lessMeans(rows: Float64Array, width: number, from: number, to: number): Float64Array {
  const part = rows.slice(from * width, to * width);
  const means = columnMeans(part, width);
  return part.map((x, at) => x - means[at % width]!);
}

function columnMeans(rows: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) sums[at % width]! += rows[at]!;
  return sums.map((sum) => (sum * width) / rows.length);
}

/** The raw estimate: lag-1 products by squares. */
function ratio(centred: Float64Array, width: number): number {
  let products = 0;
  for (let at = width; at < centred.length; at++) products += centred[at]! * centred[at - width]!;
  return products / sumOfSquares(centred);
}

/** Solves E[raw] = ρ - (1 + 3ρ)/T for ρ. */
function corrected(raw: number, count: number): number {
  return (raw + 1 / count) / (1 - 3 / count);
}

/** The sum of squares, and how many columns of equal variance would tell as much. */
function columnVariances(
  centred: Float64Array,
  width: number,
): { total: number; effective: number } {
  const sums = new Float64Array(width);
  for (let at = 0; at < centred.length; at++) sums[at % width]! += centred[at]! ** 2;
  const total = sums.reduce((a, b) => a + b);
  return { total, effective: total ** 2 / sumOfSquares(sums) };
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0);
}

/**
 * The split of successive rows whose two parts vary least about their own means: after which row
 * the level most likely changed, if it did.
 *
 * With S the sum of the first s of T centred rows, what a split takes off the sum of squares is
 * |S|² T / (s (T - s)).
 *
 * @param centred Shape [T, width], T at least 2, less their mean.
 * @returns Rows before the change, 1 to T - 1.
 */
export function bestLevelChange(centred: Float64Array, width: number): number {
  const count = centred.length / width;
  const sums = new Float64Array(width);
  let best = 1;
  let most = 0;
  for (let split = 1; split < count; split++) {
    let squared = 0;
    for (let c = 0; c < width; c++) {
      sums[c]! += centred[(split - 1) * width + c]!;
      squared += sums[c]! ** 2;
    }
    const gain = squared / (split * (count - split));
    if (gain > most) {
      most = gain;
      best = split;
    }
  }
  return best;
}
