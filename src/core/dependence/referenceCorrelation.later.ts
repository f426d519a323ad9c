import { type FeatureRows, pickRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { projectRows } from '../math/pca.js';
import { type LagOneCorrelation, lagOneCorrelation, MIN_ROWS } from './correlation.js';
import { BLOCK_ROWS, dependenceOfBlocks } from './dependence.js';
import { principalAxes } from './principalAxes.js';

/** How much successive rows of a reference resemble each other. */
export interface ReferenceCorrelation {
  /** Lag-1 correlation, -1 to 1; the median over blocks of 32 rows. */
  readonly correlation: number;
  /** As many independent rows would tell as much. */
  readonly effectiveSampleSize: number;
  /** Whether it is more than chance: the reference may be one long scene. */
  readonly isDependent: boolean;
}

/**
 * Measures the rows of a reference, in their order, as the guard measures admitted ones.
 *
 * @param rows Shape [count, width], finite.
 * @returns Undefined for fewer than 16 rows, or where most blocks of rows hardly vary.
 * @throws {@link InvalidFeaturesError} for NaN or infinity.
 */
export async function referenceCorrelation(
  rows: FeatureRows,
): Promise<ReferenceCorrelation | undefined> {
  const { count } = rows;
  if (count < MIN_ROWS) return undefined;
  const { projection } = await principalAxes(rows);
  const pause = timeSlices();
  const size = Math.min(count, BLOCK_ROWS);
  const all: (LagOneCorrelation | undefined)[] = [];
  for (let start = 0; start + size <= count; start += size) {
    const block = pickRows(
      rows,
      Int32Array.from({ length: size }, (_, i) => start + i),
    );
    const { values, width } = projectRows(projection, block);
    all.push(lagOneCorrelation(Float64Array.from(values), width));
    await pause();
  }
  const blocks = all.filter((block): block is LagOneCorrelation => block !== undefined);
  if (blocks.length <= all.length / 2) return undefined;
  const { correlation, isDependent } = dependenceOfBlocks(blocks);
  return {
    correlation,
    effectiveSampleSize: effectiveSampleSize(count, correlation),
    isDependent,
  };
}

/**
 * How many independent rows tell as much of their mean as `count` rows with lag-1 correlation ρ:
 * count (1 - ρ)/(1 + ρ), exact for long series of first order (Bayley and Hammersley, "The
 * 'effective' number of independent observations in an autocorrelated time series", Supplement to
 * the JRSS 8, 1946).
 *
 * @param correlation Below 0 counts as 0, so that the result never exceeds `count`; above .999 as
 *   .999.
 */
export function effectiveSampleSize(count: number, correlation: number): number {
  const rho = Math.min(0.999, Math.max(0, correlation));
  return (count * (1 - rho)) / (1 + rho);
}
