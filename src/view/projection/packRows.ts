import { InvalidFeaturesError } from '../../core/base/errors.js';
import { type FeatureRows, requireArray, requireNumbers } from '../../core/base/rows.js';

/** Rows in one flat float64 array. */
export interface PackedRows extends FeatureRows {
  readonly values: Float64Array;
}

/**
 * Copies rows into one float64 array and checks them.
 *
 * @param width The width every row must have; that of the first row if left out.
 * @throws {@link InvalidFeaturesError} for empty rows, rows of different widths, NaN, infinity or what
 *   is no number.
 */
export function packRows(
  rows: readonly ArrayLike<number>[],
  width: number = rows[0]?.length ?? 0,
): PackedRows {
  rows.forEach((row, index) => {
    requireArray(row, 'rows', index);
    if (row.length !== width || width === 0) {
      throw new InvalidFeaturesError(
        `rows: row ${index} has ${row.length} values, ${width || 'at least 1'} expected. ` +
          'All rows, projected ones included, must have the same width.',
      );
    }
    requireNumbers(row, 'rows', index);
  });
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    values.set(row, index * width);
  });
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new InvalidFeaturesError(
      `rows: row ${Math.floor(bad / width)} holds ${values[bad]} at position ${bad % width}; ` +
        'every value must be a finite number. Leave such rows out.',
    );
  }
  return { values, count: rows.length, width };
}

/** The norm of a kernel takes fourth powers of distances; here they neither under- nor overflow. */
const SPREADS = [1e-70, 1e70] as const;

/** @throws {@link InvalidFeaturesError} if all rows are equal, or differ too little or too much. */
export function requireSpread({ values, width }: PackedRows): void {
  let spread = 0;
  for (let i = width; i < values.length; i++) {
    spread = Math.max(spread, Math.abs(values[i]! - values[i % width]!));
  }
  if (spread === 0) {
    throw new InvalidFeaturesError(
      'rows: all rows are equal, so there is nothing to project. Give rows that differ.',
    );
  }
  if (spread < SPREADS[0] || spread > SPREADS[1]) {
    throw new InvalidFeaturesError(
      `rows: they differ by ${spread} at most; ${SPREADS[0]} to ${SPREADS[1]} was expected. ` +
        'Scale them.',
    );
  }
}
