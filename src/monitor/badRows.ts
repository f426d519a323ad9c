import { InvalidFeaturesError } from '../core/base/errors.js';
import { type FeatureRows, firstBadValue, pickRows } from '../core/base/rows.js';

/** Parts rows from those that hold a NaN, or what float32 makes an infinity, in order. */
export function finiteRows(rows: FeatureRows): { finite: FeatureRows; rejected: number[] } {
  const { values, count, width } = rows;
  const isFiniteRow = (i: number) =>
    values
      .subarray(i * width, (i + 1) * width)
      .every((value) => Number.isFinite(Math.fround(value)));
  const kept: number[] = [];
  const rejected: number[] = [];
  for (let i = 0; i < count; i++) (isFiniteRow(i) ? kept : rejected).push(i);
  if (rejected.length === 0) return { finite: rows, rejected };
  return { finite: pickRows(rows, Int32Array.from(kept)), rejected };
}

/** @param rejected What {@link finiteRows} said, at least one row. */
export function rowsLeftOut(rows: FeatureRows, rejected: readonly number[]): InvalidFeaturesError {
  const asFloat32 = { ...rows, values: new Float32Array(rows.values) };
  return new InvalidFeaturesError(
    `live: ${rejected.length} of ${rows.count} rows hold a NaN or an infinity and were left out ` +
      `(${firstBadValue(asFloat32)}). Check what the model was given.`,
  );
}
