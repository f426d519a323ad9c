import type { FeatureRows } from './rows.js';

/** Rows of one width, at least one, in one flat array. */
export function packedRows(rows: readonly Float32Array[]): FeatureRows {
  const width = rows[0]!.length;
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    values.set(row, index * width);
  });
  return { values, count: rows.length, width };
}
