import type { FeatureRows } from './rows.js';

/** The reference's rows, then the live ones, in float64. */
export function pooledRows(reference: FeatureRows, live: FeatureRows): FeatureRows {
  const values = new Float64Array(reference.values.length + live.values.length);
  values.set(reference.values);
  values.set(live.values, reference.values.length);
  return { values, count: reference.count + live.count, width: reference.width };
}
