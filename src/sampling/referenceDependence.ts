import { projectRows } from '../reducer/projectRows.js';
import type { FeatureRows } from '../rows/featureRows.js';
import { BLOCK_ROWS } from './correlationEstimator.js';
import { median, medianError } from './dependence.js';
import { effectiveSampleSize } from './effectiveSampleSize.js';
import { lagOneCorrelation } from './lagOneCorrelation.js';
import { principalAxes } from './principalAxes.js';

/** How much the rows of a reference, in their order, resemble each other. */
export interface ReferenceDependence {
  /** Lag-1 correlation, -1 to 1. */
  readonly correlation: number;
  /** As many independent rows would tell as much. */
  readonly effectiveSize: number;
  /** Whether that is more than chance. */
  readonly isDependent: boolean;
}

const TOLERATED = 0.15;
const ERRORS = 3;

/**
 * Looks at a reference as the guard looks at live rows: a reference that was recorded as one long
 * scene has far fewer independent rows than rows. About 0 for rows in random order.
 *
 * @returns Undefined for fewer than 32 rows, and for rows that do not vary.
 */
export async function referenceDependence(
  rows: FeatureRows,
): Promise<ReferenceDependence | undefined> {
  const { projection } = await principalAxes(rows);
  const { values, count, width } = projectRows(projection, rows);
  const found = Array.from({ length: Math.floor(count / BLOCK_ROWS) }, (_, block) => {
    const start = block * BLOCK_ROWS * width;
    return lagOneCorrelation(
      Float64Array.from(values.subarray(start, start + BLOCK_ROWS * width)),
      width,
    );
  }).filter((block) => block !== undefined);
  if (found.length === 0) return undefined;
  const correlation = median(found.map((block) => block.correlation));
  return {
    correlation,
    effectiveSize: effectiveSampleSize(count, correlation),
    isDependent: correlation > Math.max(TOLERATED, ERRORS * medianError(found)),
  };
}
