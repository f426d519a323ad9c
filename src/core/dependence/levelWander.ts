/** A block of successive rows, as far as its level matters. */
export interface BlockLevel {
  /** Shape [width]: the mean of its rows. */
  readonly mean: Float64Array;
  /** Variance of its rows, summed over all columns. */
  readonly variance: number;
  /** How many columns of equal variance would tell as much. */
  readonly effectiveWidth: number;
}

/** How much more the levels of blocks vary than those of independent rows would. */
export interface LevelWander {
  /** Variance of block means by what it would be, about 1 for independent rows. */
  readonly inflation: number;
  /** Its standard error if the rows are independent. */
  readonly standardError: number;
}

/** Blocks needed, so that enough is left when a change of level is taken out. */
const MIN_BLOCKS = 5;

/**
 * Compares the variance of block means with that of the rows in the blocks, the method of batch
 * means (Conway, "Some tactical problems in digital simulation", Management Science 10, 1963): for
 * independent rows the first is the second by the rows per block. It finds what the correlation of
 * neighbours does not show, a level that wanders slowly under lively noise, as when one scene
 * follows another.
 *
 * A drift is not to be taken for that: the levels are taken about one change, the block in which
 * it falls left out, or about a steady trend, whichever leaves less.
 *
 * @param rows Rows in each block.
 * @returns Undefined for fewer than 5 blocks.
 */
export function levelWander(blocks: readonly BlockLevel[], rows: number): LevelWander | undefined {
  const count = blocks.length;
  if (count < MIN_BLOCKS) return undefined;
  const means = blocks.map((block) => block.mean);
  const mean = (of: (block: BlockLevel) => number): number =>
    blocks.reduce((sum, block) => sum + of(block), 0) / count;
  const expected = mean((block) => block.variance) / rows;
  return {
    inflation: Math.min(varianceAboutChange(means), varianceAboutTrend(means)) / expected,
    standardError: Math.sqrt(2 / ((count - 3) * mean((block) => block.effectiveWidth))),
  };
}

/** At the first or last block there is but one level beside the block left out. */
function varianceAboutChange(rows: readonly Float64Array[]): number {
  const variances = rows.map((_, at) => {
    const levels = [rows.slice(0, at), rows.slice(at + 1)].filter((level) => level.length > 0);
    const squares = levels.reduce((sum, level) => sum + squaresAboutMean(level), 0);
    return squares / (rows.length - 1 - levels.length);
  });
  return Math.min(...variances);
}

function varianceAboutTrend(rows: readonly Float64Array[]): number {
  const middle = (rows.length - 1) / 2;
  const steps = rows.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  const slopes = columnSums(rows, (at) => at - middle).map((sum) => sum / Math.sqrt(steps));
  return (squaresAboutMean(rows) - squared(slopes)) / (rows.length - 2);
}

function squaresAboutMean(rows: readonly Float64Array[]): number {
  const means = columnSums(rows, () => 1).map((sum) => sum / rows.length);
  return rows.reduce((sum, row) => sum + squared(row.map((x, c) => x - means[c]!)), 0);
}

function columnSums(rows: readonly Float64Array[], weight: (at: number) => number): Float64Array {
  const sums = new Float64Array(rows[0]!.length);
  for (const [at, row] of rows.entries()) {
    for (let c = 0; c < row.length; c++) sums[c]! += weight(at) * row[c]!;
  }
  return sums;
}

function squared(row: Float64Array): number {
  return row.reduce((sum, x) => sum + x * x, 0);
}
