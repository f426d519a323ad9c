import { requireCount } from '../base/checks.js';
import { rowOf } from '../base/derivedRows.js';
import { InvalidFeaturesError } from '../base/errors.js';
import type { RowOrigins } from '../base/rowOrigins.js';
import type { FeatureRow, FeatureRows } from '../base/rows.js';
import { type Kernel, measureOf } from '../mmd/kernel.js';
import { kernelFunction } from '../mmd/kernelFunction.js';

/** A row of the reference that an input is like. */
export interface LikeRow {
  /** Its number in the reference, from 0. */
  readonly row: number;
  /** The kernel's value, 0 to 1: 1 for equal rows. */
  readonly likeness: number;
  /** Where it has one. */
  readonly label?: string;
  /** When it was recorded, ISO 8601, where that is known. */
  readonly time?: string;
}

/** What rows are compared by. */
export interface LikenessOf extends RowOrigins {
  readonly reference: FeatureRows;
  readonly kernel: Kernel;
  /** In units of the features, above 0. */
  readonly bandwidth: number;
}

/**
 * The rows of the reference most like an input, the likest first.
 *
 * @param input Shape [width].
 * @param count How many, at most, from 1.
 * @throws InvalidFeaturesError for another width.
 * @throws InvalidOptionError for another count.
 */
export function likestRows(
  { reference, kernel, bandwidth, labels, times }: LikenessOf,
  input: FeatureRow,
  count: number,
): LikeRow[] {
  requireCount('count', count);
  if (input.length !== reference.width) {
    throw new InvalidFeaturesError(
      `An input of ${input.length} features came, the reference's rows have ${reference.width}.`,
    );
  }
  const isSquared = measureOf(kernel) === 'squared';
  const distances = Float64Array.from({ length: reference.count }, (_, at) => {
    const row = rowOf(reference, at);
    let sum = 0;
    for (let t = 0; t < input.length; t++) {
      const difference = row[t]! - input[t]!;
      sum += isSquared ? difference * difference : Math.abs(difference);
    }
    return sum;
  });
  const kernelOf = kernelFunction(kernel, bandwidth);
  return [...distances.keys()]
    .sort((a, b) => distances[a]! - distances[b]!)
    .slice(0, count)
    .map((row) => {
      const label = labels?.[row];
      const time = times?.[row];
      return {
        row,
        likeness: kernelOf(distances[row]!),
        ...(label !== undefined && { label }),
        ...(time !== undefined && Number.isFinite(time) && { time: new Date(time).toISOString() }),
      };
    });
}
