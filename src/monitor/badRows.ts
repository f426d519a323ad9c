import { InvalidFeaturesError } from '../core/base/errors.js';
import { type FeatureRows, firstBadValue } from '../core/base/rows.js';

/** Parts rows from those that hold a NaN or an infinity, in order. */
export function finiteRows(rows: FeatureRows): { finite: FeatureRows; rejected: number[] } {
  const { values, count, width } = rows;
  const row = (i: number) => values.subarray(i * width, (i + 1) * width);
  const indices = Array.from({ length: count }, (_, i) => i);
  const rejected = indices.filter((i) => !row(i).every(Number.isFinite));
  if (rejected.length === 0) return { finite: rows, rejected };
  const kept = indices.filter((i) => !rejected.includes(i));
  const finite = new Float32Array(kept.length * width);
  kept.forEach((i, position) => {
    finite.set(row(i), position * width);
  });
  return { finite: { values: finite, count: kept.length, width }, rejected };
}

/** @param rejected What {@link finiteRows} said, at least one row. */
export function rowsLeftOut(rows: FeatureRows, rejected: readonly number[]): InvalidFeaturesError {
  return new InvalidFeaturesError(
    `live: ${rejected.length} of ${rows.count} rows hold a NaN or an infinity and were left out ` +
      `(${firstBadValue(rows)}). Check what the model was given.`,
  );
}
