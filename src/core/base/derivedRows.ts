/** Rows that are made of others: their mean, several as one array, some of them. */
import {
  type FeatureRow,
  type FeatureRows,
  pickRows,
  precisionOf,
  sampledRows,
  zeros,
} from './rows.js';

/** The mean of the rows, shape [width], summed in float64, in the precision of the rows. */
export function meanRow({ values, count, width }: FeatureRows): FeatureRow {
  const means = new Float64Array(width);
  for (let i = 0, at = 0; i < count; i++) {
    for (let t = 0; t < width; t++, at++) means[t]! += values[at]!;
  }
  for (let t = 0; t < width; t++) means[t]! /= count;
  return precisionOf(values) === 'float32' ? Float32Array.from(means) : means;
}

/** Rows of one width, at least one, in one flat array: in float32 where all of them are. */
export function packedRows(rows: readonly FeatureRow[]): FeatureRows {
  const width = rows[0]!.length;
  const isFloat32 = rows.every((row) => precisionOf(row) === 'float32');
  const values = zeros(rows.length * width, isFloat32 ? 'float32' : 'float64');
  rows.forEach((row, index) => {
    values.set(row, index * width);
  });
  return { values, count: rows.length, width };
}

/** Row `at`, shape [width]; of the same memory. */
export function rowOf({ values, width }: FeatureRows, at: number): FeatureRow {
  return values.subarray(at * width, (at + 1) * width);
}

/** The reference's rows, then the live ones, in float64. */
export function pooledRows(reference: FeatureRows, live: FeatureRows): FeatureRows {
  const values = new Float64Array(reference.values.length + live.values.length);
  values.set(reference.values);
  values.set(live.values, reference.values.length);
  return { values, count: reference.count + live.count, width: reference.width };
}

/** The rows of {@link sampledRows}; all of them where they are no more than `limit`. */
export function subsampleRows(rows: FeatureRows, limit: number, seed: number): FeatureRows {
  const { count } = rows;
  return count <= limit ? rows : pickRows(rows, sampledRows(count, limit, seed));
}
